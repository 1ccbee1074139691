import type { Runbook } from '../document/runbook.ts'
import type { Finding } from '../lint/finding.ts'
import type { SearchDocument } from '../library/search.ts'
import { LibrarySearch, searchDocument } from '../library/search.ts'
import type { ValidationState } from '../library/validation.ts'
import type { LibraryRow } from '../library/row.ts'
import { rowOf } from '../library/row.ts'
import type { LibraryFile } from '../ports/library.ts'

/** A file as the index learns of it: a runbook with what the linter says, or why it cannot be read. */
export type Read =
  | {
      readonly kind: 'runbook'
      readonly runbook: Runbook
      readonly findings: readonly Finding[]
      readonly validation: ValidationState
    }
  | { readonly kind: 'trouble'; readonly why: string; readonly remedy: string }

export type IndexSource = {
  readonly files: () => Promise<readonly LibraryFile[]>
  /** Reads these files, each once, in any order. `today` is `YYYY-MM-DD`. */
  readonly read: (
    paths: readonly string[],
    today: string,
  ) => AsyncIterable<readonly [path: string, read: Read]>
  /** Variables that are set for every command. */
  readonly environment: ReadonlySet<string>
}

type Indexed = { readonly stamp: string } & (
  | { readonly kind: 'runbook'; readonly row: LibraryRow; readonly document: SearchDocument }
  | { readonly kind: 'unreadable'; readonly why: string; readonly remedy: string }
)

/** What is known of a library's files, kept up to date file by file. */
export class LibraryIndex {
  readonly #source: IndexSource
  readonly #files = new Map<string, Indexed>()
  readonly #search = new LibrarySearch()
  #refreshing: Promise<void> | undefined
  /** How long the last look took. */
  lookMs = 0

  constructor(source: IndexSource) {
    this.#source = source
  }

  /** Reads what changed since the last call, and nothing else; calls at once share one look. */
  refresh(today: string): Promise<void> {
    const from = performance.now()
    this.#refreshing ??= this.#look(today).finally(() => {
      this.lookMs = performance.now() - from
      this.#refreshing = undefined
    })
    return this.#refreshing
  }

  get rows(): readonly LibraryRow[] {
    return [...this.#files.values()].flatMap((file) => (file.kind === 'runbook' ? [file.row] : []))
  }

  get unreadable(): readonly { readonly path: string; readonly why: string; readonly remedy: string }[] {
    return [...this.#files].flatMap(([path, file]) =>
      file.kind === 'unreadable' ? [{ path, why: file.why, remedy: file.remedy }] : [],
    )
  }

  find(query: string, limit: number) {
    return this.#search.find(query, limit)
  }

  async #look(today: string): Promise<void> {
    const files = await this.#source.files()
    const there = new Set(files.map(({ path }) => path))
    for (const path of this.#files.keys()) if (!there.has(path)) this.#forget(path)
    const changed = new Map<string, string>()
    for (const file of files) {
      // What is fresh, and what the linter says, may change with the day.
      const stamp = `${file.stamp} ${today}`
      if (this.#files.get(file.path)?.stamp !== stamp) changed.set(file.path, stamp)
    }
    for await (const [path, read] of this.#source.read([...changed.keys()], today))
      this.#take(path, read, changed.get(path) ?? '', today)
  }

  #forget(path: string): void {
    this.#files.delete(path)
    this.#search.remove(path)
  }

  #take(path: string, read: Read, stamp: string, today: string): void {
    if (read.kind === 'trouble') {
      this.#forget(path)
      this.#files.set(path, { stamp, kind: 'unreadable', why: read.why, remedy: read.remedy })
      return
    }
    const { runbook, findings, validation } = read
    const document = searchDocument(path, runbook)
    const row = rowOf(runbook, {
      path,
      findings,
      validation: validation.kind,
      environment: this.#source.environment,
      today,
    })
    this.#files.set(path, { stamp, kind: 'runbook', row, document })
    this.#search.put(document)
  }
}
