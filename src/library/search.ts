import MiniSearch from 'minisearch'
import type { Runbook } from '../document/runbook.ts'
import { blocksOf, stepsWithin } from '../document/step.ts'
import { lineStarts, placeOf } from '../text/range.ts'

/** Where in a runbook a word was found. */
export type HitKind = 'title' | 'section' | 'step' | 'command' | 'text' | 'metadata'

/** One place that fits what was searched for. */
export type Hit = {
  readonly path: string
  readonly title: string
  readonly line: number
  readonly kind: HitKind
  readonly excerpt: string
  /** Ranges of the excerpt that match, UTF-16. */
  readonly marks: readonly (readonly [from: number, to: number])[]
}

/** A runbook as it is searched: its words by where they stand, and its lines to quote from. */
export type SearchDocument = {
  readonly path: string
  readonly title: string
  readonly metadata: string
  readonly sections: string
  readonly steps: string
  readonly commands: string
  readonly text: string
  /** What kind of place each line of `text` is; lines that are not here are text. */
  readonly kinds: ReadonlyMap<number, HitKind>
}

export function searchDocument(path: string, runbook: Runbook): SearchDocument {
  const { text } = runbook.source
  const starts = lineStarts(text)
  const kinds = new Map<number, HitKind>()
  const at = (offset: number): number => placeOf(starts, offset).line
  for (const { heading } of runbook.sections) if (heading) kinds.set(at(heading.from), 'section')
  const steps = [...stepsWithin(runbook.steps)]
  const commands = steps.flatMap(blocksOf)
  for (const { range } of commands)
    for (let line = at(range.from); line <= at(range.to); line++) kinds.set(line, 'command')
  for (const { titleRange } of steps) kinds.set(at(titleRange.from), 'step')
  for (const value of Object.values(runbook.metadata))
    if (value?.range) kinds.set(at(value.range.from), 'metadata')
  if (runbook.title.range) kinds.set(at(runbook.title.range.from), 'title')
  return {
    path,
    title: runbook.title.text,
    metadata: Object.values(runbook.metadata)
      .map((value) => value?.text ?? '')
      .join('\n'),
    sections: runbook.sections.map((section) => section.title).join('\n'),
    steps: steps.map((step) => step.title).join('\n'),
    commands: commands.map((block) => block.text).join('\n'),
    text,
    kinds,
  }
}

/** A search over the texts of a library; documents come and go one by one. */
export class LibrarySearch {
  readonly #index = new MiniSearch<SearchDocument>({
    idField: 'path',
    fields: ['title', 'path', 'metadata', 'sections', 'steps', 'commands', 'text'],
    searchOptions: {
      boost: { title: 8, path: 4, sections: 3, steps: 3, metadata: 2, commands: 2 },
      prefix: true,
      fuzzy: (term) => (term.length > 4 ? 0.2 : false),
      combineWith: 'AND',
    },
  })
  readonly #documents = new Map<string, SearchDocument>()

  put(document: SearchDocument): void {
    this.remove(document.path)
    this.#documents.set(document.path, document)
    this.#index.add(document)
  }

  remove(path: string): void {
    const document = this.#documents.get(path)
    if (!document) return
    this.#documents.delete(path)
    this.#index.remove(document)
  }

  /** The best places first, at most one for each runbook. Nothing fits nothing. */
  find(query: string, limit: number): readonly Hit[] {
    return this.#index
      .search(query)
      .slice(0, limit)
      .flatMap(({ id, terms }) => {
        const document = this.#documents.get(String(id))
        return document ? [bestPlace(document, terms)] : []
      })
  }
}

const weights = { title: 6, section: 4, step: 4, metadata: 3, command: 3, text: 1 } satisfies Record<
  HitKind,
  number
>

/** The line with most of the found words, titles and steps before plain text. */
function bestPlace(document: SearchDocument, terms: readonly string[]): Hit {
  const lines = document.text.split('\n')
  let best = { line: 1, score: -1, marks: [] as (readonly [number, number])[] }
  for (const [index, line] of lines.entries()) {
    const marks = marksIn(line, terms)
    if (marks.length === 0) continue
    const found = new Set(marks.map(([from, to]) => line.slice(from, to).toLowerCase())).size
    const score = found * 10 + weights[document.kinds.get(index + 1) ?? 'text']
    if (score > best.score) best = { line: index + 1, score, marks }
  }
  const { path, title, kinds } = document
  const whole = best.score < 0 ? title : (lines[best.line - 1] ?? '')
  return {
    path,
    title,
    line: best.line,
    kind: best.score < 0 ? 'title' : (kinds.get(best.line) ?? 'text'),
    ...excerptOf(whole, best.marks),
  }
}

function marksIn(line: string, terms: readonly string[]): (readonly [number, number])[] {
  const low = line.toLowerCase()
  const marks: (readonly [number, number])[] = []
  for (const term of terms)
    for (let at = low.indexOf(term); at !== -1; at = low.indexOf(term, at + term.length))
      marks.push([at, at + term.length])
  return marks.toSorted(([a], [b]) => a - b)
}

/** Long enough for one line of a list. */
const excerptMax = 160

function excerptOf(
  line: string,
  marks: readonly (readonly [number, number])[],
): Pick<Hit, 'excerpt' | 'marks'> {
  const first = marks[0]?.[0] ?? 0
  const lead = line.length - line.trimStart().length
  const from = first > excerptMax - 40 ? first - 40 : lead
  const excerpt = line.slice(from, from + excerptMax)
  const kept = marks
    .map(([a, b]) => [Math.max(0, a - from), Math.min(excerpt.length, b - from)] as const)
    .filter(([a, b]) => a < b)
  return { excerpt, marks: kept }
}
