import { describe, expect, it } from 'vitest'
import { parseShell } from './parse.ts'
import { shapeOf } from './tree.ts'

/** The shape of a source in which `HOLE` and `${KB_x}` both stand for the same hole. */
function shape(source: string): string {
  const parsed = parseShell(source)
  if (parsed.kind === 'refused') throw new Error(parsed.refusal.message)
  return shapeOf(parsed.script, {
    source,
    split: (text) =>
      text.split('HOLE').flatMap((piece, at) =>
        at === 0
          ? [['text', piece]]
          : [
              ['hole', 'KB_x'],
              ['text', piece],
            ],
      ),
    keyOf: (name) => (name === 'KB_x' ? name : undefined),
    extra: new Set(['KB_more']),
  })
}

const same = (before: string, after: string): void =>
  it(`${before} is ${after}`, () => expect(shape(after)).toBe(shape(before)))

const differs = (before: string, after: string): void =>
  it(`${before} is not ${after}`, () => expect(shape(after)).not.toBe(shape(before)))

describe('trees but for their holes', () => {
  same('ls HOLE', 'ls "${KB_x}"')
  same('ls aHOLEb "c HOLE" "HOLE"', 'ls a"${KB_x}"b "c ${KB_x}" "${KB_x}"')
  same('cat <<E\na HOLE\nE', 'cat <<E\na ${KB_x}\nE')
  same('echo $((HOLE+1)) {a,HOLE} [HOLE]', 'echo $((${KB_x}+1)) {a,"${KB_x}"} ["${KB_x}"]')
  same('ls $(cat HOLE) >HOLE', 'ls $(cat "${KB_x}") >"${KB_x}"')
  same('a[HOLE]=HOLE', 'a["${KB_x}"]="${KB_x}"')
})

describe('anything else is a difference', () => {
  differs('ls HOLE', 'ls ${KB_x}')
  differs('ls HOLE', 'ls "${KB_y}"')
  differs('ls HOLE', 'ls "${KB_x}" a')
  differs('ls HOLE', 'ls "${KB_x}"; a')
  differs('ls HOLE', 'ls "${KB_x}" &')
  differs('ls HOLE', 'ls \\"${KB_x}\\"')
  differs('ls HOLE', "ls '${KB_x}'")
  differs('ls "a HOLE"', 'ls "a \\${KB_x}"')
  differs('ls HOLE > a', 'ls "${KB_x}" >> a')
  differs('ls HOLE | a', 'ls "${KB_x}" |& a')
  differs('ls HOLE && a', 'ls "${KB_x}" || a')
  differs('while HOLE; do a; done', 'until "${KB_x}"; do a; done')
  differs('! ls HOLE', 'ls "${KB_x}"')
  differs('(ls HOLE)', '{ ls "${KB_x}"; }')
  differs('a=HOLE', 'a+="${KB_x}"')
  differs('case HOLE in a) b;; esac', 'case "${KB_x}" in a) b;& esac')
  differs('cat <<E\nHOLE\nE', "cat <<'E'\n${KB_x}\nE")
  differs('echo $((HOLE+1))', 'echo $((${KB_x}-1))')
  differs('ls $(cat HOLE)', 'ls <(cat "${KB_x}")')
})
