import type { Sha256 } from '../hash/sha256.ts'
import type { PlanVersion } from '../plan/plan.ts'

export type LibraryFile = {
  readonly path: string
  readonly bytes: number
  /** Another one whenever what is in it, or what colleagues have stated about it, may be something else. */
  readonly stamp: string
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
  /** Who asked for it: the author of the commit, where writing makes one. */
  readonly by: string
}

export type LibraryWritten =
  | { readonly kind: 'written'; readonly hash: Sha256; readonly proposal?: Proposal }
  /** Something else stands there than the writer saw; nothing was written. */
  | { readonly kind: 'conflict'; readonly there: Sha256 | undefined }
  | { readonly kind: 'refused'; readonly why: string; readonly remedy: string }

/** What was written became a commit on a branch: it is published when somebody has reviewed and merged it. */
export type Proposal = {
  readonly branch: string
  readonly commit: string
  /** The branch it is meant for. */
  readonly base: string
  /** Whether the repository it came from has it; if not, why. */
  readonly pushed: boolean
  readonly why?: string
  /** Where a review of it is opened, when that is known. */
  readonly review?: string
}

/** A folder or repository of runbooks. Reading executes nothing of it. */
export interface Library {
  /** Absolute path of its root; of one that is in no folder, where it is kept. */
  readonly root: string
  /** What it is called. */
  readonly name: string
  /** `sha256` of what identifies it (root path or remote): names the data folder. */
  readonly id: string
  /** Markdown files in it, sorted by path; ignored and hidden folders left out. */
  files(): Promise<readonly LibraryFile[]>
  /** Reads a file beneath the root, following no link out of it. */
  read(path: string): Promise<LibraryRead>
  /** Writes what somebody asked to be written: whole or not at all, and never over what they have not seen. */
  write(write: LibraryWrite): Promise<LibraryWritten>
  /** What somebody has written before and nobody has merged yet, by its hash, where writing makes branches. */
  draft?(path: string, by: string, hash: string): Promise<Uint8Array | undefined>
  /** Names and addresses of those who wrote the file's text, as version control has them; empty where it has none. */
  authors(path: string): Promise<readonly string[]>
  /** Where a file's text stands in version control. */
  version(path: string): Promise<PlanVersion>
  /** Calls back soon after files of it may have changed; the returned function ends that. */
  watch?(changed: () => void): () => void
  /** Lets go of what reading it holds. */
  close?(): void
}
