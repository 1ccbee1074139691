import { expect, test } from 'vitest'
import { sourceOf } from '../text/source.ts'
import { documentHash, executableHash } from './executable.ts'
import { readRunbook } from './read.ts'

const hashOf = (text: string) => executableHash(readRunbook(sourceOf(text), 'a.md'))

const before =
  '# T\n\nWords.\n\n## Steps\n\n1. Look at it\n\n   ```sh {auto}\n   look\n   ```\n\n   Timeout: 90s\n2. Say so\n'

test('prose may be corrected, and moved', () => {
  expect(hashOf(before.replace('Words.', 'Better words.'))).toBe(hashOf(before))
  expect(hashOf(`${before}\n## References\n\n- [a](b.md)\n`)).toBe(hashOf(before))
})

test.each([
  ['a command', 'look\n', 'look -v\n'],
  ['a language', 'sh {auto}', 'bash {auto}'],
  ['an attribute', '{auto}', '{auto cwd=/tmp}'],
  ['a label', '90s', '91s'],
  ['an order', '2. Say so', '2. Say so\n3. And so'],
  ['a role', '## Steps', '## Rollback'],
])('%s may not', (_, from, to) => {
  expect(before).toContain(from)
  expect(hashOf(before.replace(from, to))).not.toBe(hashOf(before))
})

test('parameters take part, their descriptions do not', () => {
  const table = (row: string) =>
    hashOf(`${before}\n## Parameters\n\n| Name | Description | Default |\n|--|--|--|\n${row}\n`)
  expect(table('| a | x | 1 |')).toBe(table('| a | y | 1 |'))
  expect(table('| a | x | 1 |')).not.toBe(table('| a | x | 2 |'))
})

test('a title takes part only where steps are named by expressions', () => {
  const named = before.replace('Timeout: 90s', 'Only if: steps.say_so.ok')
  expect(hashOf(before.replace('Say so', 'Say it'))).toBe(hashOf(before))
  expect(hashOf(named.replace('2. Say so', '2. Say it'))).not.toBe(hashOf(named))
})

test('the hash of the document is of its bytes', () => {
  const bytes = (text: string) => new TextEncoder().encode(text)
  expect(documentHash(bytes('a'))).not.toBe(documentHash(bytes('a\n')))
})
