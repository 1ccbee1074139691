import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readRunbook } from '../document/read.ts'
import { lineStarts, placeOf } from '../text/range.ts'
import { sourceOf } from '../text/source.ts'
import type { LintFacts } from './context.ts'
import { textLines } from './lines.ts'
import { lintRunbook } from './lint.ts'
import { profiles } from './profile.ts'

/**
 * Each fixture is a document that carries its own expectations, and any finding without a mark fails:
 *   <!-- expect: rule-id -->   a finding on this line, or the next, or anywhere in the fence that the next opens
 *   # expect: rule-id          the same, in frontmatter or a shell block
 *   <!-- facts: today=2026-01-01 path=a/b.md files=a/c.md,d.md profiles=strict -->
 */
const folder = new URL('../../test/fixtures/lint/', import.meta.url)

describe.each(readdirSync(folder).filter((name) => name.endsWith('.md')))('%s', (name) => {
  const text = readFileSync(new URL(name, folder), 'utf8')
  test('has exactly the findings it marks', () => {
    expect(findingsOf(text, name)).toEqual(marksOf(text))
  })
})

type Place = { readonly rule: string; readonly lines: readonly [first: number, last: number] }

/** Each finding as the mark that claims it would be written, or as `rule at line` when none does. */
function findingsOf(text: string, name: string): readonly string[] {
  const { facts, chosen } = factsOf(text, name)
  const places = placesOf(text)
  const starts = lineStarts(text)
  const found = lintRunbook(readRunbook(sourceOf(text), name), facts, { profiles: chosen, rules: {} })
  return found
    .map(({ rule, range, message }) => {
      const { line } = placeOf(starts, range.from)
      const claimed = places.findLast(
        (place) => place.rule === rule && place.lines[0] <= line && line <= place.lines[1],
      )
      return claimed ? `${rule} ${claimed.lines[0]}` : `${rule} at ${line}: ${message}`
    })
    .toSorted()
}

const marksOf = (text: string): readonly string[] =>
  placesOf(text)
    .map(({ rule, lines }) => `${rule} ${lines[0]}`)
    .toSorted()

function placesOf(text: string): readonly Place[] {
  const lines = textLines(text)
  return lines.flatMap((line, index) => {
    const ids = /(?:<!--|#) expect: ([a-z0-9, -]+?)(?: -->|$)/.exec(line.text)?.[1]?.split(', ') ?? []
    const next = lines[index + 1]
    const end = next?.opensFence
      ? lines.findIndex((other, at) => at > index + 1 && other.place !== 'code')
      : index + 2
    return ids.map((rule): Place => ({ rule, lines: [index + 1, end === -1 ? lines.length : end] }))
  })
}

function factsOf(text: string, name: string) {
  const words = /<!-- facts: (.*?) -->/.exec(text)?.[1]?.split(' ') ?? []
  const given = new Map(
    words.map((word) => [word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]),
  )
  const files = given.get('files')
  const facts: LintFacts = {
    today: given.get('today') ?? '2026-01-01',
    path: given.get('path') ?? name,
    ...(files === undefined ? {} : { files: new Set(files.split(',')) }),
  }
  const asked = given.get('profiles')?.split(',') ?? []
  return { facts, chosen: profiles.filter((profile) => profile === 'default' || asked.includes(profile)) }
}
