import type { LibraryFile, LibraryRead } from './library.ts'

/** What one commit did to a file. Who it was is left out: a history is for understanding what happened. */
export type HistoryEntry = {
  readonly commit: string
  readonly atMs: number
  /** The first line of what was said about it, and what was said besides. */
  readonly subject: string
  readonly reason: string
  readonly change: 'added' | 'changed' | 'renamed' | 'removed'
  /** What the file was called after it, and before it when that was another name. */
  readonly path: string
  readonly from?: string
}

/** A version of a file as it is shown: with what it changed in a few words, where that was looked at. */
export type RunbookVersion = HistoryEntry & { readonly changed?: readonly string[] }

/** What version control keeps of the library's files. Reading it executes nothing of the library. */
export interface History {
  /** The commit somebody means: by its id (or its beginning), a branch or a tag; undefined when there is none. */
  resolve(at: string): Promise<string | undefined>
  /**
   * What happened to a file, the newest first, through its renames; empty where version control knows none of it.
   * `since` is a commit that is looked back from; without it what the library is read from.
   */
  of(path: string, since?: string): Promise<readonly HistoryEntry[]>
  /** The Markdown files of a commit. */
  files(commit: string): Promise<readonly LibraryFile[]>
  /** A file as a commit has it, by its path from the library's root. */
  read(path: string, commit: string): Promise<LibraryRead>
}
