/** Draws from a seed: the same seed gives the same script, for ever. */
export type Draw = { readonly below: (count: number) => number }

/** mulberry32: small, and good enough to choose among productions. */
export function drawFrom(seed: number): Draw {
  let state = seed >>> 0
  return {
    below: (count) => {
      state = (state + 0x6d2b79f5) >>> 0
      let mixed = Math.imul(state ^ (state >>> 15), state | 1)
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
      return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * count)
    },
  }
}

export const pick = <T>(draw: Draw, from: readonly T[]): T => {
  const found = from[draw.below(from.length)]
  if (found === undefined) throw new Error('nothing to pick from')
  return found
}

/** A script with one to three open places, in any place the grammar allows, most of them hostile to values. */
export function scriptFrom(draw: Draw): string {
  let open = 1 + draw.below(3)
  const hole = (): string => {
    if (open === 0) return pick(draw, ['lit', 'b c', "'q'", '"d"', '$HOME', '*', ''])
    open -= 1
    return pick(draw, ['{{ v }}', '{{w}}', '{{ v }}', '$OPEN', '${OPEN}'])
  }
  const lines = [statement(draw, hole, 3)]
  const left = (): boolean => open > 0
  while (left()) lines.push(statement(draw, hole, 2))
  return lines.join('\n')
}

type Hole = () => string

function statement(draw: Draw, hole: Hole, depth: number): string {
  const inner = (): string => (depth > 0 ? statement(draw, hole, depth - 1) : simple(draw, hole, 0))
  switch (draw.below(depth > 0 ? 14 : 5)) {
    case 5:
      return `${inner()} | ${simple(draw, hole, depth)}`
    case 6:
      return `${simple(draw, hole, depth)} && ${inner()}`
    case 7:
      return `if ${simple(draw, hole, 0)}; then ${inner()}\nelse ${inner()}\nfi`
    case 8:
      return `for i in ${word(draw, hole, 1)} ${word(draw, hole, 0)}; do ${inner()}\n probe $i; done`
    case 9:
      return `case ${word(draw, hole, 1)} in ${word(draw, hole, 0)}) ${inner()} ;; *) : ;; esac`
    case 10:
      return `( ${inner()}\n)`
    case 11:
      return `{ ${inner()}\n}`
    case 12:
      return `f() { ${inner()}\n}; f ${word(draw, hole, 1)}`
    case 13:
      return `cat ${pick(draw, ['<<EOF', "<<'EOF'", '<<-EOF', '<<"EOF"'])}\na ${hole()} ${pick(draw, ['', '"', "'", '$HOME', '`true`', '\\'])}${hole()}\nEOF`
    default:
      return simple(draw, hole, depth)
  }
}

function simple(draw: Draw, hole: Hole, depth: number): string {
  const one = (): string => word(draw, hole, depth)
  switch (draw.below(24)) {
    case 0:
      return `x=${one()}; probe "$x" $x`
    case 1:
      return `x=${one()} probe ${one()}`
    case 2:
      return `export x=${one()}`
    case 3:
      return `a=(${one()} ${one()})`
    case 4:
      return `probe $(( ${hole()} + 1 ))`
    case 5:
      return `[ ${one()} ${pick(draw, ['=', '-eq', '!='])} ${one()} ]`
    case 6:
      return `[[ ${one()} ${pick(draw, ['==', '-gt', '=~', '<'])} ${one()} ]]`
    case 7:
      return `${pick(draw, ['eval', 'read', 'unset', 'declare', 'trap', 'printf -v', 'let', 'source', 'alias'])} ${one()}`
    case 8:
      return `${pick(draw, ['sh -c', 'bash -c', 'awk', 'sed', 'xargs', 'env', 'command', 'timeout 1', 'find . -exec'])} ${one()} ${one()}`
    case 9:
      return `cat <<< ${one()}`
    case 10:
      return `probe ${one()} > /dev/null 2>&1`
    case 11:
      return `declare ${pick(draw, ['-i', '-a', '-x', '-r', ''])} y=${one()}`
    case 12:
      return `a[${hole()}]=${one()}`
    case 13:
      return `echo ${one()} | ${pick(draw, ['cat', 'sh', 'while read -r l; do probe $l; done', 'xargs echo', 'tee'])}`
    case 14:
      return `n=${one()}; probe $(( n + 1 )) $n`
    case 15:
      return `set -- ${one()}; probe "$1" $2`
    case 16:
      return `cat < ${one()}`
    default:
      return `${pick(draw, ['probe', 'echo', 'printf %s', 'cat', 'true', 'probe --', 'probe -x', 'test'])} ${one()} ${one()}`
  }
}

function word(draw: Draw, hole: Hole, depth: number): string {
  const inner = (): string => (depth > 0 ? simple(draw, hole, depth - 1) : `echo ${hole()}`)
  switch (draw.below(22)) {
    case 0:
      return `"${pick(draw, ['', 'a ', '\\', '$', '$HOME', '`'])}${hole()}${pick(draw, ['', ' b', '$', '"', '\\"'])}"`
    case 1:
      return `'${hole()}'`
    case 2:
      return `$'${hole()}'`
    case 3:
      return `"$(${inner()})"`
    case 4:
      return `$(${inner()})`
    case 5:
      return `\`${inner()}\``
    case 6:
      return `\${x:-${hole()}}`
    case 7:
      return `{a,${hole()}}`
    case 8:
      return `[${hole()}]`
    case 9:
      return `--opt=${hole()}`
    case 10:
      return `a${hole()}b`
    case 11:
      return `${hole()}${hole()}`
    case 12:
      return `\\${hole()}`
    case 13:
      return `~${hole()}`
    case 14:
      return `"a"${hole()}'b'`
    case 15:
      return `"$(( ${hole()} ))"`
    case 16:
      return `<(${inner()})`
    default:
      return hole()
  }
}
