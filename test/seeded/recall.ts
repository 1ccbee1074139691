import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readRunbook } from '../../src/document/read.ts'
import type { LintFacts } from '../../src/lint/context.ts'
import type { Finding } from '../../src/lint/finding.ts'
import { lintRunbook } from '../../src/lint/lint.ts'
import { profiles } from '../../src/lint/profile.ts'
import { readSource, sourceOf } from '../../src/text/source.ts'
import type { Defect } from './defect.ts'
import { defectsOfBlocks } from './defects-of-blocks.ts'
import { defectsOfDocuments } from './defects-of-documents.ts'
import { defectsOfProse } from './defects-of-prose.ts'
import type { Random } from './random.ts'
import { randomOf } from './random.ts'

/** ShellCheck's findings are its own: whether they are shown is tested with the program itself. */
export const notSeeded: ReadonlySet<string> = new Set(['shellcheck'])

export const defects: readonly Defect[] = [...defectsOfBlocks, ...defectsOfProse, ...defectsOfDocuments]

/** How many of a rule's defects were found where they were put. */
export type Recall = {
  readonly rule: string
  readonly found: number
  readonly of: number
  readonly missed: readonly string[]
}

/** A document that defects are put into. */
type Host = { readonly text: string }

/** Plants every defect `times` times, each in another document, and lints that. */
export function measureRecall(times: number): readonly Recall[] {
  const hosts = hostsFor(times)
  const byRule = Map.groupBy(defects, ({ rule }) => rule)
  return [...byRule]
    .map(([rule, kinds]) => recallOf(rule, kinds, hosts.filter(judging(rule)), times))
    .toSorted((a, b) => a.rule.localeCompare(b.rule))
}

/** A document that says with a reason that it wants none of a rule's findings is no place for its defects. */
const judging =
  (rule: string) =>
  ({ text }: Host): boolean =>
    !new RegExp(`kneeboard-disable[^\\n]*\\b${rule}\\b`).test(text)

function recallOf(rule: string, kinds: readonly Defect[], hosts: readonly Host[], times: number): Recall {
  const missed: string[] = []
  let of = 0
  for (const [kind, defect] of kinds.entries()) {
    // What is too large to be read takes long, and is the same each time.
    const most = heavy.has(rule) ? Math.min(times, 2) : times
    for (let n = 0; n < most; n++) {
      const random = randomOf(n * 1_009 + kind * 97 + rule.length)
      const planted = plant(defect, hosts[(n * 7 + kind) % hosts.length] ?? { text: '' }, random)
      of++
      if (!isFound(defect, planted)) missed.push(planted.text)
    }
  }
  return { rule, found: of - missed.length, of, missed }
}

const heavy = new Set([
  'file-too-large',
  'too-many-steps',
  'inline-too-long',
  'frontmatter-too-large',
  'nesting-too-deep',
])

/** A document with a defect, and where it was put. */
type Planted = { readonly text: string; readonly from: number; readonly to: number }

/** Found: a finding of the rule begins in what was planted. */
function isFound({ rule, facts }: Defect, { text, from, to }: Planted): boolean {
  return findingsOf(text, facts).some(
    (finding) => finding.rule === rule && finding.range.from >= from && finding.range.from <= to,
  )
}

function plant(defect: Defect, host: Host, random: Random): Planted {
  const text = defect.text(random)
  switch (defect.into) {
    case 'document':
      return whole(text)
    case 'head':
      // A head takes the place of the document's own.
      return { ...whole(text), text: `${text}\n${host.text.replace(/^---\n[\s\S]*?\n---\n/, '')}` }
    case 'end':
      return withSection(host.text, text, host.text.length, random)
    case 'steps':
      return withSection(host.text, text, placeIn(host.text, random), random)
  }
}

const whole = (text: string): Planted => ({ text, from: 0, to: text.length })

/** Puts steps under a heading of their own. */
function withSection(text: string, steps: string, at: number, random: Random): Planted {
  const heading = `\n## ${random.pick(['Steps', 'More steps', 'Then', 'Procedure'])} ${random.below(1000)}\n\n`
  const section = `${heading}${steps}\n`
  return { text: `${text.slice(0, at)}${section}\n${text.slice(at)}`, from: at, to: at + section.length }
}

/** The end of a document, or before one of its sections. */
function placeIn(text: string, random: Random): number {
  const places = [...text.matchAll(/^## (?=\S)/gm)]
    .map(({ index }) => index)
    .filter((at) => !insideFence(text, at) && !insideComment(text, at))
  return places[random.below(places.length + 1)] ?? text.length
}

const insideFence = (text: string, at: number): boolean =>
  [...text.slice(0, at).matchAll(/^\s*(?:```|~~~)/gm)].length % 2 === 1

/** What stands in a comment is not shown, and no step. */
const insideComment = (text: string, at: number): boolean =>
  text.lastIndexOf('<!--', at) > text.lastIndexOf('-->', at)

function findingsOf(text: string, facts: Partial<LintFacts> = {}): readonly Finding[] {
  const given = { today: '2026-01-01', path: 'runbooks/seeded.md', files: new Set(['runbooks/seeded.md']) }
  const runbook = readRunbook(sourceOf(text), 'seeded.md')
  return lintRunbook(runbook, { ...given, ...facts }, { profiles, rules: {} })
}

const examples = join(import.meta.dirname, '../../examples')
const corpus = join(import.meta.dirname, '../../../shared/corpus/markdown')

/** Our examples, and where there is a collection of real runbooks, as many of those. */
function hostsFor(times: number): readonly Host[] {
  const own = globSync('**/*.md', { cwd: examples })
    .toSorted()
    .map((path) => join(examples, path))
  const real = existsSync(corpus) ? globSync('**/*.md', { cwd: corpus }).toSorted() : []
  const step = Math.max(1, Math.floor(real.length / times))
  const some = real.filter((_, index) => index % step === 0).map((path) => join(corpus, path))
  return [...own, ...some].flatMap((path): Host[] => {
    const read = readSource(readFileSync(path))
    if (read.kind !== 'source' || read.source.text.length > 60_000) return []
    const { text } = read.source
    // In a document that is broken already, what comes after is something else.
    const broken = findingsOf(text).some(
      ({ rule }) => rule === 'unclosed-fence' || rule === 'frontmatter-invalid',
    )
    return broken ? [] : [{ text }]
  })
}
