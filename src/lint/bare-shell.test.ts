import { expect, test } from 'vitest'
import { bareShell } from './bare-shell.ts'

const bare = (text: string): string => [...bareShell(text)].map(({ character }) => character).join('')

test.each([
  ['echo a', 'echo a'],
  ['echo "a b" c', 'echo  c'],
  ["echo 'a' c", 'echo  c'],
  ['echo "a \\" b" c', 'echo  c'],
  ['echo a#b', 'echo a#b'],
  ['echo a # b', 'echo a '],
  ['# b\necho c', 'echo c'],
  ['echo \\" c', 'echo  c'],
  ['cat <<EOF\nsecret\nEOF\necho c', 'cat <<EOFecho c'],
  ["cat <<-'END'\n\tsecret\n\tEND\necho c", 'cat <<-echo c'],
  ['cat <<EOF\nwithout end', 'cat <<EOF'],
  ['grep x <<< y', 'grep x <<< y'],
])('of %j a shell reads %j itself', (text, wanted) => {
  expect(bare(text)).toBe(wanted)
})
