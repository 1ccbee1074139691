import type { RunId } from '../run/id.ts'

/**
 * Folders in which the commands of runs start, where the library itself lies in none: the files of the run's commit,
 * byte for byte, and nothing that belongs to version control.
 */
export interface Checkouts {
  /** Writes a commit's files into a folder of the run's own and gives its absolute path. Executes nothing. */
  make(run: RunId, commit: string): Promise<string>
  /** Runs that have one. */
  list(): Promise<readonly RunId[]>
  remove(run: RunId): Promise<void>
}
