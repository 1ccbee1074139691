import { describe, expect, it } from 'vitest'
import type { HoleValue } from '../../src/shell/bind.ts'
import { bindValues } from '../../src/shell/bind.ts'
import type { ShellDialect } from '../../src/shell/dialect.ts'
import type { ShellJudgement } from '../../src/shell/judge.ts'
import { judgeShell } from '../../src/shell/judge.ts'
import { benign, payloads } from './payloads.ts'
import type { Case } from './real-shell.ts'
import { runCases, shellPath } from './real-shell.ts'

// Security test 1: each row of the table "Values never become source", in real shells.

type Row = {
  readonly source: string
  /** What `probe` must be called with. */
  readonly argv: (value: string) => readonly string[]
  readonly only?: readonly ShellDialect[]
}

const trimmed = (value: string): string => value.replace(/\n+$/, '')
const bashLike: readonly ShellDialect[] = ['bash', 'zsh']

const rows: readonly Row[] = [
  { source: 'probe {{ v }}', argv: (v) => [v] },
  { source: 'probe a{{ v }}b', argv: (v) => [`a${v}b`] },
  { source: 'probe --x={{ v }}', argv: (v) => [`--x=${v}`] },
  { source: 'probe {{ v }}{{ v }}', argv: (v) => [v + v] },
  { source: 'probe {{ v }} "{{ v }}" x{{ v }}', argv: (v) => [v, v, `x${v}`] },
  { source: 'x={{ v }}; probe "x$x"', argv: (v) => [`x${v}`] },
  { source: 'x={{ v }}; probe $x', argv: (v) => [v] },
  { source: 'export X={{ v }}; probe "x$X"', argv: (v) => [`x${v}`] },
  { source: 'X={{ v }} eval \'probe "x$X"\'', argv: (v) => [`x${v}`] },
  { source: 'x=({{ v }} z); probe "x${x[0]}"', argv: (v) => [`x${v}`], only: ['bash'] },
  { source: 'declare y={{ v }}; probe "x$y"', argv: (v) => [`x${v}`], only: ['bash'] },
  { source: 'declare -a y={{ v }}; probe "x$y"', argv: (v) => [`x${v}`], only: ['bash'] },
  { source: 'for i in {{ v }} b; do probe "x$i"; break; done', argv: (v) => [`x${v}`] },
  { source: 'probe "$(cat <<< {{ v }})"', argv: (v) => [trimmed(v)], only: bashLike },
  { source: 'case {{ v }} in {{ v }}) probe yes ;; *) probe no ;; esac', argv: () => ['yes'] },
  { source: 'case a in {{ v }}) probe yes ;; *) probe no ;; esac', argv: () => ['no'] },
  { source: '[[ {{ v }} == {{ v }} ]] && probe yes', argv: () => ['yes'], only: bashLike },
  { source: '[[ -n x{{ v }} && {{ v }} != z ]] && probe yes', argv: () => ['yes'], only: bashLike },
  { source: '[ x{{ v }} = x{{ v }} ] && probe yes', argv: () => ['yes'] },
  { source: 'probe "$(printf %s {{ v }})"', argv: (v) => [trimmed(v)] },
  { source: 'probe "x$(printf %s x{{ v }} | cat)"', argv: (v) => [trimmed(`xx${v}`)] },
  { source: 'probe "a {{ v }} b"', argv: (v) => [`a ${v} b`] },
  { source: 'probe "a ${HOME:+}{{ v }}"', argv: (v) => [`a ${v}`] },
  { source: 'probe "$(cat <<EOF\na {{ v }}\nEOF\n)"', argv: (v) => [trimmed(`a ${v}`)] },
  { source: 'cat <<-EOF > /dev/null\n\t{{ v }}\n\tEOF\nprobe yes', argv: () => ['yes'] },
  { source: 'probe $(( {{ v }} + 1 ))', argv: (v) => [`${Number(v) + 1}`] },
  { source: 'n={{ v }}; probe $(( $n ))', argv: (v) => [v] },
  { source: 'n={{ v }}; [[ n -gt 2 ]] && probe yes', argv: () => ['yes'], only: bashLike },
  { source: 'n={{ v }}; (( $n > 2 )) && probe yes', argv: () => ['yes'], only: bashLike },
  { source: 'n={{ v }}; x=abcdefghij; probe "${x:n}"', argv: () => ['hij'], only: ['bash'] },
  { source: 'n={{ v }}; x=abcdefghij; probe "${x:$n:1}"', argv: () => ['h'], only: bashLike },
  { source: 'n={{ v }}; a[$n]=x; probe "${a[$n]}" "${a[n]}"', argv: () => ['x', 'x'], only: ['bash'] },
  { source: 'n={{ v }}; let "m=n+1"; probe "$m"', argv: (v) => [`${Number(v) + 1}`], only: bashLike },
  { source: 'n={{ v }}; declare -i m=n; probe "$m"', argv: (v) => [v], only: ['bash'] },
  { source: 'for ((i={{ v }}; i<8; i++)); do probe $i; done', argv: (v) => [v], only: bashLike },
  { source: 'n={{ v }}; for ((i=$n; i<8; i++)); do probe $i; done', argv: (v) => [v], only: bashLike },
  { source: 'set -- {{ v }}; probe $(( $1 ))', argv: (v) => [v] },
  { source: 'probe "$(( $OPEN ))"', argv: (v) => [v] },
  { source: 'probe "$(( $(echo {{ v }}) + 0 ))"', argv: (v) => [v] },
  { source: 'probe "`printf %s "$(( $OPEN + 0 ))"`"', argv: (v) => [v] },
  { source: 'probe "$(( ${OPEN} ))"', argv: (v) => [v] },
  { source: 'probe "x$OPEN"', argv: (v) => [`x${v}`] },
  { source: 'probe $OPEN', argv: (v) => [v] },
  { source: 'read -r n <<EOF\n{{ v }}\nEOF\nprobe $(( n ))', argv: (v) => [v] },
  { source: 'echo {{ v }} | while read -r n; do probe $(( n + 0 )); done', argv: (v) => [v] },
  { source: 'n=$(echo {{ v }}); probe $(( n ))', argv: (v) => [v] },
  { source: 'm={{ v }}; n=$m; probe $(( n ))', argv: (v) => [v] },
  { source: 'n={{ v }}; probe $(( n + 1 ))', argv: (v) => [`${Number(v) + 1}`] },
  { source: '(( {{ v }} > 2 )) && probe yes', argv: () => ['yes'], only: bashLike },
  { source: 'a[{{ v }}]=x; probe "${a[7]}"', argv: () => ['x'], only: ['bash'] },
  { source: '[ {{ v }} -gt 2 ] && probe yes', argv: () => ['yes'] },
  { source: '[[ {{ v }} -gt 2 ]] && probe yes', argv: () => ['yes'], only: bashLike },
  { source: 'declare -i n={{ v }}; probe $n', argv: (v) => [v], only: ['bash'] },
  { source: 'declare -i n; n={{ v }}; probe $n', argv: (v) => [v], only: ['bash'] },
  { source: 'probe {a,{{ v }}}', argv: (v) => ['a', v], only: bashLike },
  { source: 'set -- {{ v }}; probe "x$1"', argv: (v) => [`x${v}`] },
  { source: 'f() { probe "x$1"; }; f {{ v }}', argv: (v) => [`x${v}`] },
  { source: 'probe NAME_{{ v }}', argv: (v) => [`NAME_${v}`] },
  { source: 'sh -c "probe_it() { printf x; }; : {{ v }}"; probe yes', argv: () => ['yes'] },
  { source: 'probe "$(awk -v a={{ v }} \'BEGIN { printf "%s", a }\')"', argv: (v) => [v] },
  { source: 'probe "$(echo a | sed s/a/{{ v }}/)"', argv: (v) => [v] },
  { source: 'probe "$(echo {{ v }} | sh -c cat)"', argv: (v) => [v] },
  { source: 'probe "$(echo a | xargs printf %s {{ v }})"', argv: (v) => [`${v}a`] },
  { source: 'probe "$(find . -maxdepth 0 -exec printf %s {{ v }} \\;)"', argv: (v) => [v] },
  { source: 'probe "$(bash <<EOF\nprintf %s {{ v }}\nEOF\n)"', argv: (v) => [v] },
]

/** Nothing may ever stand here. */
const closed: readonly string[] = [
  "probe '{{ v }}'",
  "probe $'{{ v }}'",
  'probe $"{{ v }}"',
  "cat <<'EOF'\n{{ v }}\nEOF",
  'cat <<{{ v }}\nx\n{{ v }}',
  'probe `echo {{ v }}`',
  'probe ${x:-{{ v }}}',
  'probe "${x:-{{ v }}}"',
  'probe ${{{ v }}}',
  'probe ${x/{{ v }}/b}',
  'probe ${a[{{ v }}]}',
  'probe \\{{ v }}',
  'probe "\\{{ v }}"',
  'probe ${{ v }}',
  '{{ v }} a',
  './{{ v }}.sh',
  'sudo {{ v }} x',
  'env A=1 {{ v }}',
  'timeout 5 {{ v }}',
  'exec {{ v }}',
  '$(echo {{ v }}) a',
  'read {{ v }}',
  'printf -v {{ v }} a',
  'declare {{ v }}',
  'export {{ v }}',
  'unset {{ v }}',
  '{{ v }}=1',
  'X{{ v }}=1',
  'for {{ v }} in a; do :; done',
  '{{ v }}() { :; }',
  '[[ -v {{ v }} ]]',
  '[ -v {{ v }} ]',
  'eval {{ v }}',
  'eval "echo {{ v }}"',
  'source {{ v }}',
  '. {{ v }}',
  'trap {{ v }} EXIT',
  'alias a={{ v }}',
  'eval "$(echo {{ v }})"',
  'x={{ v }}; eval "$x"',
  'x={{ v }}; $x a',
  'x={{ v }}; echo ${!x}',
  'x={{ v }}; echo "${x@P}"',
  'f() { eval "$1"; }; f {{ v }}',
  'mapfile -C {{ v }} x',
  'cat ~{{ v }}',
  // However plain, it would choose what runs.
  'sh -c {{ v }}',
  'sh -c "{{ v }} a"',
  'ssh host {{ v }}',
  'ssh host "true; {{ v }} a"',
  'su bob -c {{ v }}',
  'watch {{ v }}',
  'xargs {{ v }}',
  'find . -exec {{ v }} ;',
  'docker exec web {{ v }}',
  'kubectl exec web -- sh -c "{{ v }}"',
  'echo {{ v }} | bash',
  'echo "true; {{ v }}" | sh',
  "printf '%s' {{ v }} | sh",
  'bash <<EOF\ntrue\n{{ v }} a\nEOF',
  'bash <<< {{ v }}',
  'ssh host <<EOF\n{{ v }}\nEOF',
  'bash {{ v }}',
  'python3 scripts/{{ v }}.py',
  'python3 -m {{ v }}',
  'python3 -c {{ v }}',
  'perl -e {{ v }}',
  'echo {1..{{ v }}}',
]

type Tried = { readonly row: Row; readonly value: string; readonly case: Case }

const judgements = new Map<string, ShellJudgement>()

function judgeOnce(source: string, dialect: ShellDialect): ShellJudgement {
  const key = `${dialect} ${source}`
  const judged = judgements.get(key) ?? judgeShell(source, { dialect, known: new Set() })
  judgements.set(key, judged)
  return judged
}

function bind(source: string, dialect: ShellDialect, value: HoleValue): ReturnType<typeof bindValues> {
  const judged = judgeOnce(source, dialect)
  if (judged.kind === 'refused') return judged
  return bindValues(
    judged.source,
    dialect,
    judged.holes,
    new Map(judged.holes.map((hole) => [hole.name, value])),
  )
}

const commands = ['cat', 'sh', 'bash', 'awk', 'sed', 'xargs', 'find', 'printf']

/** GNU sed writes files with `w` and runs commands with `e`, plain as they look. */
const numbersOnly: readonly string[] = [
  'sed {{ v }}',
  'sed -e {{ v }}',
  'sed "{{ v }}p"',
  'sed "s/a/b/{{ v }}"',
  'sed "s/a/b/; {{ v }}"',
  'sed "s:a:{{ v }}:"',
  'sed $(echo {{ v }})',
  'x={{ v }}; sed $x',
]

describe.each(['bash', 'sh', 'zsh'] as const)('values in %s', (dialect) => {
  const shell = shellPath(dialect)
  const own = rows.filter((row) => !row.only || row.only.includes(dialect))

  describe.skipIf(!shell)(`in a real ${dialect}`, () => {
    it.each(['person', 'outside'] as const)('arrive byte for byte or are refused: origin %s', (origin) => {
      const tried: Tried[] = []
      for (const row of own)
        for (const value of [...payloads, ...benign]) {
          const bound = bind(row.source, dialect, { value, integer: false, origin })
          if (bound.kind === 'bound') tried.push({ row, value, case: bound })
        }
      const { outcomes, files } = runCases(
        tried.map((one) => one.case),
        { shell: shell ?? '', commands },
      )
      expect(files).toEqual([])
      for (const [index, { row, value }] of tried.entries())
        expect({ source: row.source, value, calls: outcomes[index]?.calls[0] }).toEqual({
          source: row.source,
          value,
          calls: row.argv(value),
        })
    })
  })

  it('each row takes a harmless value', () => {
    const refused = own.filter(
      (row) => bind(row.source, dialect, { value: '7', integer: true, origin: 'outside' }).kind === 'refused',
    )
    expect(refused.map((row) => row.source)).toEqual([])
  })

  it.each(closed)('nothing may stand in %j', (source) => {
    const offered = [...payloads, ...benign].filter(
      (value) => bind(source, dialect, { value, integer: false, origin: 'person' }).kind === 'bound',
    )
    expect(offered).toEqual([])
  })

  it('no code is put into a glob qualifier of zsh', () => {
    const source = 'ls *(e:{{ v }}:)'
    expect(
      dialect === 'zsh' && bind(source, 'zsh', { value: 'a', integer: false, origin: 'person' }).kind,
    ).not.toBe('bound')
  })

  it.each(numbersOnly)('only a number may stand in %j', (source) => {
    const taken = [...payloads, ...benign].filter(
      (value) => bind(source, dialect, { value, integer: false, origin: 'person' }).kind === 'bound',
    )
    expect(taken).toEqual(['7'])
  })

  it.skipIf(!shell)('a canary would be seen', () => {
    expect(
      runCases([{ source: 'touch canary', environment: {} }], { shell: shell ?? '', commands }).files,
    ).toEqual(['canary'])
  })

  it('what is not plain never comes from outside', () => {
    const through = own.flatMap((row) =>
      payloads.filter(
        (value) => bind(row.source, dialect, { value, integer: false, origin: 'outside' }).kind === 'bound',
      ),
    )
    expect(through.filter((value) => !/^[A-Za-z0-9_][A-Za-z0-9_.:@-]*$/.test(value))).toEqual([])
  })
})
