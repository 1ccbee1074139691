import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bindValues } from './bind.ts'
import { judgeShell } from './judge.ts'

// Security test 25 for this room: no text throws, or keeps a judge busy.

const judge = (text: string) => judgeShell(text, { dialect: 'bash', known: new Set() })

const pieces = [
  '$ ',
  '> ',
  '# ',
  '\n',
  ' ',
  '"',
  "'",
  '`',
  '$(',
  ')',
  '{{ a }}',
  '<b c>',
  '$X',
  '${Y}',
  '<<EOF',
  'EOF',
  '\\',
  '|',
  '&&',
  ';',
  'if',
  'then',
  'fi',
  '((',
  '))',
  '[[',
  ']]',
  '{',
  '}',
  'ls',
  'sudo',
  'sh -c',
  '=',
  '\r',
  '\0',
  '\ud800',
  '…',
  'for',
  'do',
  'done',
  '#',
  '*',
]

const texts = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((parts) => parts.join('')),
)

it('never throws, and every place it names is inside the text', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const judged = judge(text)
      if (judged.kind === 'refused') {
        const { from, to } = judged.refusal.range
        return 0 <= from && from <= to && to <= text.length
      }
      const { source, lineOffsets, holes, dangers } = judged
      const lines = source.split('\n')
      expect(lineOffsets.length).toBe(lines.length)
      for (const [index, line] of lines.entries())
        expect(text.startsWith(line, lineOffsets[index])).toBe(true)
      for (const hole of holes) expect(source.slice(hole.range.from, hole.range.to)).toBe(hole.written)
      for (const { range } of dangers)
        expect(0 <= range.from && range.from < range.to && range.to <= source.length).toBe(true)
      const values = new Map(
        holes.map((hole) => [hole.name, { value: 'a b', integer: false, origin: 'person' as const }]),
      )
      return bindValues(source, 'bash', holes, values).kind !== undefined
    }),
    { numRuns: 3_000 },
  )
})

const long = 60_000
const chain = Array.from({ length: 4_000 }, (_, index) => `a${4_000 - index}=$a${3_999 - index}`).join('\n')

describe('is judged within 2 s', () => {
  it.each(
    Object.entries({
      dollars: '$'.repeat(long),
      angles: `<a ${'b'.repeat(70)}`.repeat(800),
      references: `echo ${'{{a}} '.repeat(9_000)}`,
      parentheses: '('.repeat(long),
      substitutions: '$('.repeat(long / 2),
      paths: `${'a/'.repeat(long / 2)}path/to`,
      letters: 'X'.repeat(long),
      assignments: `${chain}\na0={{z}}`,
      prompts: `$ echo "\n${'y\n'.repeat(290)}`.repeat(100),
      wrappers: 'sudo '.repeat(long / 5),
      documents: 'cat <<E\nx\nE\n'.repeat(long / 12),
      names: 'MY_A '.repeat(long / 5),
      deep: `${'echo "$('.repeat(120)}{{x}}${')"'.repeat(120)}`,
    }),
  )('%s', (_, text) => {
    const start = performance.now()
    judge(text)
    expect(performance.now() - start).toBeLessThan(2_000)
  })
})
