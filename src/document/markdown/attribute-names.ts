import type { Attribute } from '../block.ts'

/** The words of format.md §4 that mean something in a fence's braces. */
const known = new Set(
  'auto manual run timeout retry every cwd shell env tty background on confirm repeatable uses output name noerrexit connection transaction redirect ca insecure source'.split(
    ' ',
  ),
)

/** Words of Runme that are read past: they steer its own editor and terminal. */
const foreign = new Set(
  'id interactive closeTerminalOnSuccess excludeFromRunAll promptEnv mimeType terminalRows tag category interpreter openTerminalOnSuccess'.split(
    ' ',
  ),
)

/**
 * Attributes that were surely meant for us and mean nothing: one letter off, or beside a word that is ours. Braces of
 * other systems (`{1,3-5}`, `{linenos=table}`) are not.
 */
export function unknownAttributes(
  attributes: readonly Attribute[],
): readonly { attribute: Attribute; meant: string | undefined }[] {
  const ours = attributes.some(({ name }) => known.has(name))
  return attributes
    .filter(({ name }) => !known.has(name) && !foreign.has(name))
    .map((attribute) => ({ attribute, meant: [...known].find((word) => isSlip(attribute.name, word)) }))
    .filter(({ meant }) => ours || meant !== undefined)
}

/** One letter changed, missing, too many, or two swapped, in a word of at least four. */
function isSlip(written: string, word: string): boolean {
  if (word.length < 4 || Math.abs(written.length - word.length) > 1) return false
  let start = 0
  while (start < word.length && written[start] === word[start]) start++
  let end = 0
  while (
    end < word.length - start &&
    end < written.length - start &&
    written.at(-1 - end) === word.at(-1 - end)
  )
    end++
  const left = written.slice(start, written.length - end)
  const right = word.slice(start, word.length - end)
  if (left.length <= 1 && right.length <= 1) return true
  return left.length === 2 && right.length === 2 && left[0] === right[1] && left[1] === right[0]
}
