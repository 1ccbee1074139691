import { describe, expect, it } from 'vitest'
import type { HoleValue } from './bind.ts'
import { bindValues } from './bind.ts'
import type { ShellDialect } from './dialect.ts'
import { judgeShell } from './judge.ts'

type Given = Readonly<Record<string, string | readonly string[]>>

const valueOf = (value: string | readonly string[], origin: HoleValue['origin']): HoleValue => ({
  value,
  integer: typeof value === 'string' && /^-?\d+$/.test(value),
  origin,
})

function bind(
  source: string,
  given: Given,
  origin: HoleValue['origin'] = 'person',
  dialect: ShellDialect = 'bash',
) {
  const judged = judgeShell(source, { dialect, known: new Set() })
  if (judged.kind === 'refused') return judged
  const values = new Map(Object.entries(given).map(([name, value]) => [name, valueOf(value, origin)]))
  return bindValues(judged.source, dialect, judged.holes, values)
}

const becomes = (
  source: string,
  given: Given,
  text: string,
  environment: Readonly<Record<string, string>>,
): void =>
  it(`${JSON.stringify(source)} becomes ${JSON.stringify(text)}`, () => {
    expect(bind(source, given)).toEqual({ kind: 'bound', source: text, environment })
  })

const refuses = (source: string, given: Given, code: string, origin: HoleValue['origin'] = 'person'): void =>
  it(`${JSON.stringify(source)} with ${JSON.stringify(given)} from ${origin}: ${code}`, () => {
    const bound = bind(source, given, origin)
    expect(bound.kind === 'refused' ? bound.refusal.code : bound.source).toBe(code)
  })

describe('references by position', () => {
  becomes('ls {{ dir }}', { dir: '/a b' }, 'ls "${KB_dir}"', { KB_dir: '/a b' })
  becomes('ls a{{d}}b "q {{d}}"', { d: 'x' }, 'ls a"${KB_d}"b "q ${KB_d}"', { KB_d: 'x' })
  becomes('x={{v}}', { v: '$(id)' }, 'x="${KB_v}"', { KB_v: '$(id)' })
  becomes('cat <<EOF\nhi {{v}}\nEOF', { v: '`id`' }, 'cat <<EOF\nhi ${KB_v}\nEOF', { KB_v: '`id`' })
  becomes('echo $(( {{n}} + 1 ))', { n: '7' }, 'echo $(( ${KB_n} + 1 ))', { KB_n: '7' })
  becomes('ping {{h}} # {{h}}', { h: 'a' }, 'ping "${KB_h}" # {{h}}', { KB_h: 'a' })
  becomes(
    'kubectl logs <pod> -n <name space>',
    { pod: 'a', name_space: 'b' },
    'kubectl logs "${KB_pod}" -n "${KB_name_space}"',
    {
      KB_pod: 'a',
      KB_name_space: 'b',
    },
  )
})

describe('lists', () => {
  becomes('ping {{h}} x', { h: ['a', 'b'] }, 'ping "${KB_h_0}" "${KB_h_1}" x', { KB_h_0: 'a', KB_h_1: 'b' })
  becomes('for i in {{h}}; do echo "$i"; done', { h: [] }, 'for i in ; do echo "$i"; done', {})
  refuses('ping a{{h}}', { h: ['a', 'b'] }, 'reference-in-expansion')
  refuses('ping "{{h}}"', { h: ['a'] }, 'reference-in-expansion')
  refuses('rm {{h}}', { h: ['a', '-rf'] }, 'value-like-option')
})

describe('variables nobody set keep their place', () => {
  becomes('echo "$NAME"', { name: 'a b' }, 'echo "$NAME"', { NAME: 'a b' })
  becomes('kubectl -n ${NS} get pods', { ns: 'web' }, 'kubectl -n ${NS} get pods', { NS: 'web' })
  refuses('kubectl -n $NS get pods', { ns: 'a b' }, 'value-not-plain')
  refuses('kubectl -n $NS get pods', { ns: '*' }, 'value-not-plain')
  refuses('ls $DIR', { dir: '-la' }, 'value-like-option')
  refuses('echo $(( $N + 1 ))', { n: 'a[$(id)]' }, 'value-not-integer')
})

describe('names do not collide', () => {
  becomes(
    'ls {{a.b}} {{a-b}} {{a_b}} {{a.b}}',
    { 'a.b': '1', 'a-b': '2', a_b: '3' },
    'ls "${KB_a_b}" "${KB_a_b_2}" "${KB_a_b_3}" "${KB_a_b}"',
    {
      KB_a_b: '1',
      KB_a_b_2: '2',
      KB_a_b_3: '3',
    },
  )
  becomes('ls {{h}} {{h_0}}', { h: ['x'], h_0: 'y' }, 'ls "${KB_h_0}" "${KB_h_0_2}"', {
    KB_h_0: 'x',
    KB_h_0_2: 'y',
  })
})

describe('values are refused where they could be read as more than a value', () => {
  refuses('ls {{d}}', { d: '-la' }, 'value-like-option')
  becomes('head -n {{d}} f', { d: '-5' }, 'head -n "${KB_d}" f', { KB_d: '-5' })
  becomes('rm -- {{d}}', { d: '-rf' }, 'rm -- "${KB_d}"', { KB_d: '-rf' })
  refuses('sh -c "ls {{d}}"', { d: 'a;b' }, 'value-not-plain')
  refuses('psql -c "select {{d}}"', { d: "1'" }, 'value-not-plain')
  refuses('cat > run.sh <<EOF\nls {{d}}\nEOF', { d: '$(id)' }, 'value-not-plain')
  refuses('echo {{d}} | bash -s', { d: 'a b' }, 'reference-as-command')
  refuses('PATH={{d}} ls', { d: '/tmp/x:' }, 'value-not-plain')
  refuses('cat < {{d}}', { d: '/dev/tcp/h/1' }, 'value-not-plain')
  refuses('ls {{d}}', { d: 'a b' }, 'value-not-plain', 'outside')
  refuses('ls {{d}}', { d: 'a\0b' }, 'value-not-plain')
  refuses('ls {{d}}', { d: '\ud800' }, 'value-not-plain')
  refuses('ls {{d}}', { d: 'x'.repeat(100_001) }, 'value-too-large')
  refuses('ls {{d}}', {}, 'reference-unknown')
})

describe('reserved names (security test 4)', () => {
  for (const name of [
    'PATH',
    'BASH_ENV',
    'LD_PRELOAD',
    'KB_x',
    'GIT_SSH',
    'IFS',
    'NODE_OPTIONS',
    'HTTPS_PROXY',
  ])
    refuses(`ls {{ ${name} }}`, { [name]: 'a' }, 'reference-as-name')
  refuses('echo "$LD_PRELOAD"', { ld_preload: 'a' }, 'reference-as-name')
  becomes('ls <path>', { path: 'a' }, 'ls "${KB_path}"', { KB_path: 'a' })
})

describe('one pass (security test 5)', () => {
  becomes('ls {{a}} {{b}}', { a: '{{ b }}', b: '{{ a }}' }, 'ls "${KB_a}" "${KB_b}"', {
    KB_a: '{{ b }}',
    KB_b: '{{ a }}',
  })
  refuses('rm -r /data/{{ misspelt }}', { spelt: 'x' }, 'reference-unknown')
})

it('a hole that is not where it says is refused', () => {
  const judged = judgeShell('ls {{ a }}', { dialect: 'bash', known: new Set() })
  if (judged.kind === 'refused') throw new Error('not offered')
  const bound = bindValues('ls a {{ a }}', 'bash', judged.holes, new Map([['a', valueOf('x', 'person')]]))
  expect(bound).toMatchObject({ kind: 'refused', refusal: { code: 'tree-changed' } })
})
