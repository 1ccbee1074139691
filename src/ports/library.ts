import type { PlanVersion } from '../plan/plan.ts'

export type LibraryFile = { readonly path: string; readonly bytes: number; readonly modifiedMs: number }

export type LibraryRead =
  | { readonly kind: 'file'; readonly path: string; readonly bytes: Uint8Array }
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
  /** Where a file's text stands in version control. */
  version(path: string): Promise<PlanVersion>
}
