import { expect, test } from 'vitest'
import { slice } from '../../text/range.ts'
import { sourceOf } from '../../text/source.ts'
import { sourceOffset } from '../block.ts'
import { blocksOf, stepsWithin } from '../step.ts'
import { blank, findOpaque } from './opaque.ts'
import { readMarkdown } from './read.ts'

function read(text: string) {
  const runbook = readMarkdown(sourceOf(text), 'a.md')
  return { runbook, blocks: [...stepsWithin(runbook.steps)].flatMap(blocksOf) }
}

const info = (written: string) => read(`## Steps\n1. Do\n   \`\`\`${written}\n   x\n   \`\`\`\n`).blocks[0]

test('the language is the first word, in lower case', () => {
  expect(info('Bash')).toMatchObject({ language: 'bash', attributes: [] })
  expect(info('')).toMatchObject({ language: '' })
})

test('an action word follows yaml and json only', () => {
  expect(info('yaml approve {timeout=1h}')).toMatchObject({ language: 'yaml', actionWord: 'approve' })
  expect(info('sh approve')).not.toHaveProperty('actionWord')
})

test('attributes as words, and in both notations of Runme', () => {
  const pairs = (written: string) => info(written)?.attributes.map(({ name, value }) => [name, value])
  expect(pairs('sh {auto timeout=30s env="A=1 B=2"}')).toEqual([
    ['auto', true],
    ['timeout', '30s'],
    ['env', 'A=1 B=2'],
  ])
  expect(pairs('sh { "name": "x", "background": true, "n": 3 }')).toEqual([
    ['name', 'x'],
    ['background', true],
    ['n', '3'],
  ])
  expect(pairs('sh {name=x, auto}')).toEqual([
    ['name', 'x'],
    ['auto', true],
  ])
})

test('an attribute knows where it stands', () => {
  const { runbook, blocks } = read('## Steps\n1. Do\n   ```sh {auto cwd=/tmp}\n   x\n   ```\n')
  const ranges = blocks[0]?.attributes.map(({ range }) => slice(runbook.source.text, range))
  expect(ranges).toEqual(['auto', 'cwd=/tmp'])
})

test('container prefixes and the indentation of the fence come off, tabs by column', () => {
  const { runbook, blocks } = read(
    '## Steps\n1. Do\n\n   > ```sh\n   >   a\n   > b\n   > ```\n\n1.\tTab\n\t```sh\n\t\tc\n\td\n\t```\n',
  )
  expect(blocks.map(({ text }) => text)).toEqual(['  a\nb\n', '\tc\nd\n'])
  for (const block of blocks) {
    for (const word of block.text.match(/\w/g) ?? []) {
      const offset = sourceOffset(block, block.text.indexOf(word))
      expect(runbook.source.text[offset]).toBe(word)
    }
  }
})

test('an unclosed fence is a finding', () => {
  const { runbook, blocks } = read('## Steps\nRun it:\n```sh\na\n')
  expect(blocks).toMatchObject([{ closed: false, text: 'a\n' }])
  expect(runbook.problems).toMatchObject([{ code: 'unclosed-fence' }])
})

test('an indented block has no language', () => {
  const { blocks } = read('## Steps\nRun it:\n\n    a\n      b\n')
  expect(blocks).toMatchObject([{ fence: 'indented', language: '', text: 'a\n  b\n' }])
})

test('words about output make a sample; words about a command, and a prompt, do not', () => {
  const sample = (intro: string, text: string) =>
    read(`## Steps\n1. ${intro}\n   \`\`\`sh\n   ${text}\n   \`\`\`\n`).blocks[0]?.sample
  expect(sample('The output should look like this:', 'a')).toBe(true)
  expect(sample('Example output:', 'a')).toBe(true)
  expect(sample('Check the output of the following command:', 'a')).toBe(false)
  expect(sample('Example output:', '$ a')).toBe(false)
})

test('constructs of other systems are opaque, keep their place and stay in the text of blocks', () => {
  const text = '{% include a %}\n## Steps <%= x %>\n1. Do {{< ref >}}\n   ```sh\n   a <%= b %>\n   ```\n'
  const { runbook, blocks } = read(text)
  expect(runbook.opaque.map((range) => slice(text, range))).toEqual([
    '{% include a %}',
    '<%= x %>',
    '{{< ref >}}',
    '<%= b %>',
  ])
  expect(blocks[0]?.text).toBe('a <%= b %>\n')
  const blanked = blank(text, findOpaque(text, 0))
  expect(blanked.length).toBe(text.length)
  expect(blanked.split('\n')[0]).toBe(' '.repeat(15))
})

test('a word that was meant for us and means nothing is a finding, words of others are not', () => {
  const remedies = (written: string) =>
    read(`## Steps\n1. Do\n   \`\`\`${written}\n   x\n   \`\`\`\n`).runbook.problems.map(
      ({ remedy }) => remedy,
    )
  expect(remedies('sh {auto timout=30s}')).toEqual(['Write "timeout".'])
  expect(remedies('sh {atuo}')).toEqual(['Write "auto".'])
  expect(remedies('sh {tiemout=3s}')).toEqual(['Write "timeout".'])
  expect(remedies('sh {auto colour=red}')).toEqual(['Remove it.'])
  expect(remedies('js {1,3-5 linenos=table}')).toEqual([])
})
