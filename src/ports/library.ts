import type { Sha256 } from '../hash/sha256.ts'
import type { PlanVersion } from '../plan/plan.ts'

export type LibraryFile = {
  readonly path: string
  readonly bytes: number
  readonly modifiedMs: number
  /** When what colleagues have stated about it was last written; absent when nobody has stated anything. */
  readonly statedMs?: number
}

export type LibraryRead =
  | { readonly kind: 'file'; readonly path: string; readonly bytes: Uint8Array }
  | { readonly kind: 'refused'; readonly why: string; readonly remedy: string }

/** A file to be written, and what its writer saw there: a file with this document hash, or nothing. */
export type LibraryWrite = {
  /** Relative to the root, with `/`. */
  readonly path: string
  readonly bytes: Uint8Array
  readonly replaces: Sha256 | 'nothing'
}

export type LibraryWritten =
  | { readonly kind: 'written'; readonly hash: Sha256 }
  /** Something else stands there than the writer saw; nothing was written. */
  | { readonly kind: 'conflict'; readonly there: Sha256 | undefined }
  | { readonly kind: 'refused'; readonly why: string; readonly remedy: string }

/** A folder or repository of runbooks. Reading executes nothing of it. */
export interface Library {
  /** Absolute path of its root. */
  readonly root: string
  /** `sha256` of what identifies it (root path or remote): names the data folder. */
  readonly id: string
  /** Markdown files in it, sorted by path; ignored and hidden folders left out. */
  files(): Promise<readonly LibraryFile[]>
  /** Reads a file beneath the root, following no link out of it. */
  read(path: string): Promise<LibraryRead>
  /** Writes what somebody asked to be written: whole or not at all, and never over what they have not seen. */
  write(write: LibraryWrite): Promise<LibraryWritten>
  /** Names and addresses of those who wrote the file's text, as version control has them; empty where it has none. */
  authors(path: string): Promise<readonly string[]>
  /** Where a file's text stands in version control. */
  version(path: string): Promise<PlanVersion>
}
