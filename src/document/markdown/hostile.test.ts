import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readSource, sourceOf, writeSource } from '../../text/source.ts'
import { executableHash } from '../executable.ts'
import { leafOwners } from '../owners.ts'
import { stepsWithin } from '../step.ts'
import { readMarkdown } from './read.ts'

const codesOf = (text: string) => readMarkdown(sourceOf(text), 'a.md').problems.map(({ code }) => code)

/** Milliseconds of processor time: the machine that runs the tests may be doing other things. */
const patienceMs = 2000

const check = (name: string, text: string, codes: readonly string[]) =>
  test(name, () => {
    const started = process.cpuUsage()
    const found = [...new Set(codesOf(text))]
    const { user } = process.cpuUsage(started)
    expect(found).toEqual(codes)
    expect(user / 1000).toBeLessThan(patienceMs)
  })

check('40,000 unclosed links', '[a]('.repeat(40_000), ['inline-too-long'])
check(
  '40,000 keys of frontmatter',
  `---\n${Array.from({ length: 40_000 }, (_, i) => `k${i}: 1\n`).join('')}---\n`,
  ['frontmatter-too-large'],
)
check(
  'an alias bomb',
  `---\na: &a [x,x,x,x,x,x,x,x,x]\n${Array.from('bcdefghij')
    .map((key, i) => `${key}: &${key} [${`*${'abcdefghi'[i]},`.repeat(9)}]\n`)
    .join('')}---\n`,
  [],
)
check('quotes 10,000 deep', `${'>'.repeat(10_000)} a`, ['nesting-too-deep'])
check('lists 10,000 deep', `${'- '.repeat(10_000)}a`, ['nesting-too-deep'])
check(
  'lists deep by indentation',
  Array.from({ length: 1300 }, (_, i) => `${' '.repeat(2 * i)}- a`).join('\n'),
  ['inline-too-long', 'nesting-too-deep'],
)
check('a million backticks', '`'.repeat(1_000_000), ['unclosed-fence'])
check('constructs that never close', '<% '.repeat(600_000), ['inline-too-long'])
check('400,000 constructs on a line', '{% %}'.repeat(400_000), ['inline-too-long'])
check('tens of thousands of reference definitions', '[a]: b "x\n'.repeat(45_000), ['inline-too-long'])
check('a wide table', `${'|a'.repeat(20_000)}\n${'|-'.repeat(20_000)}\n${'|a\n'.repeat(1000)}`, [])
check('more steps than anyone follows', `## Steps\n${'1. run x\n'.repeat(45_000)}`, ['too-many-steps'])
check('more lines than anyone reads', 'a\n\n'.repeat(600_000), ['file-too-large'])
check('a file that is too large', 'a'.repeat(2 * 1024 * 1024 + 1), ['file-too-large'])
check('an empty file', '', [])

test('a file that is too large is still all there', () => {
  const { sections } = readMarkdown(sourceOf('a'.repeat(2 * 1024 * 1024 + 1)), 'a.md')
  expect(sections).toMatchObject([{ body: { from: 0, to: 2 * 1024 * 1024 + 1 } }])
})

/** Pieces of Markdown in any order: what random letters would never hit. */
const markdown = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '# ',
        '## Steps\n',
        '1. ',
        '- ',
        '- [ ] ',
        '> ',
        '```',
        '~~~',
        'sh',
        ' {auto}',
        '\n',
        '\n\n',
        '    ',
        '\t',
        '---\n',
        '|a|b|\n|-|-|\n',
        '**',
        '*',
        '_',
        '`',
        '[',
        '](',
        ')',
        '<details>',
        '</details>',
        '<!--',
        '-->',
        '{% x %}',
        '<%',
        '%>',
        ':::',
        'Expect: ',
        'Undo:\n',
        'Owner: x',
        'Step 1: ',
        '\\',
        '&amp;',
        '\ud83d\ude80',
        '\ud800',
        '\u0000',
        'a: b\n',
        'Run it:\n',
      ),
      fc.string({ maxLength: 5 }),
    ),
    { maxLength: 60 },
  )
  .map((pieces) => pieces.join(''))

test('any text is read, hashed and owned, its parts stand inside it, and its ids are unique', () => {
  fc.assert(
    fc.property(markdown, (text) => {
      const runbook = readMarkdown(sourceOf(text), 'a.md')
      const { length } = runbook.source.text
      const steps = [...stepsWithin(runbook.steps)]
      const ids = [...runbook.sections, ...steps].map(({ id }) => id)
      expect(new Set(ids).size).toBe(ids.length)
      for (const { range, titleRange } of steps) {
        expect(range.to).toBeLessThanOrEqual(length)
        expect(titleRange.from).toBeGreaterThanOrEqual(range.from)
        expect(titleRange.to).toBeLessThanOrEqual(range.to)
      }
      const owners = leafOwners(runbook)
      expect(owners.every(({ range }, index) => range.from === (owners[index - 1]?.range.to ?? 0))).toBe(true)
      expect(owners.at(-1)?.range.to ?? 0).toBe(length)
      expect(executableHash(runbook)).toMatch(/^sha256:/)
    }),
    { numRuns: 3000 },
  )
})

test('line endings and a byte order mark change nothing but themselves', () => {
  const text = '# T\n## Steps\n1. Do it\n   ```sh\n   a\n   ```\n'
  const expected = readMarkdown(sourceOf(text), 'a.md').steps
  for (const [ending, mark] of [
    ['\r\n', ''],
    ['\r', '\uFEFF'],
    ['\n', '\uFEFF'],
  ] as const) {
    const bytes = new TextEncoder().encode(mark + text.replaceAll('\n', ending))
    const result = readSource(bytes)
    if (result.kind !== 'source') throw new Error(result.why)
    expect(readMarkdown(result.source, 'a.md').steps).toEqual(expected)
    expect(writeSource(result.source)).toEqual(bytes)
  }
})
