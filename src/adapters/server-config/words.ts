import type * as z from 'zod/mini'

type Words = { readonly why: string; readonly remedy: string }
type Issue = z.core.$ZodIssue

/** What is wrong with a value, after the name of its key, and what to write instead. */
export function wordsOf(issue: Issue): Words {
  switch (issue.code) {
    case 'invalid_type':
      return {
        why: `must be ${kinds[issue.expected] ?? `of the kind ${issue.expected}`}`,
        remedy: 'correct it',
      }
    case 'invalid_value':
      return { why: `is none of ${issue.values.map(String).join(', ')}`, remedy: 'write one of these' }
    case 'too_small':
      return { why: `must be at least ${issue.minimum}`, remedy: 'write a larger one' }
    case 'too_big':
      return { why: `must be at most ${issue.maximum}`, remedy: 'write a smaller one' }
    case 'custom': {
      const [why = 'is not understood', remedy = 'see docs/configuration.md'] = issue.message.split(': ')
      return { why, remedy }
    }
    default:
      return { why: 'is not understood', remedy: 'see docs/configuration.md' }
  }
}

const kinds: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a whole number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  record: 'a map of names to texts',
  object: 'a map of keys',
}

/** The name that was probably meant: at most two letters from it, or the same without its place. */
export function closestOf(written: string, known: readonly string[]): string | undefined {
  const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z]/g, '')
  const near = known
    .map((name) => ({ name, distance: distanceOf(plain(written), plain(name)) }))
    .sort((a, b) => a.distance - b.distance)[0]
  if (near !== undefined && near.distance <= 2) return near.name
  const last = written.split('.').at(-1) ?? ''
  return known.find((name) => plain(name.split('.').at(-1) ?? '') === plain(last))
}

/** Letters to be put in, taken out or changed (Levenshtein). */
function distanceOf(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let row = 1; row <= a.length; row++) {
    const line = [row]
    for (let at = 1; at <= b.length; at++) {
      const change = (above[at - 1] ?? 0) + (a[row - 1] === b[at - 1] ? 0 : 1)
      line.push(Math.min(change, (above[at] ?? 0) + 1, (line[at - 1] ?? 0) + 1))
    }
    above = line
  }
  return above[b.length] ?? 0
}
