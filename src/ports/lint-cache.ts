import type { Finding } from '../lint/finding.ts'

/** Everything findings depend on besides a file's path and bytes. */
export type LintCacheKey = {
  /** The library and how it is linted: calls that differ in these do not forget each other's findings. */
  readonly library: string
  /** Day, configuration, variables, names of the other files: any change of it and nothing kept is used. */
  readonly facts: string
}

/** Findings of earlier calls, so that what has not changed is not judged again. Losing it costs time only. */
export interface LintCache {
  open(key: LintCacheKey): KeptFindings
}

export interface KeptFindings {
  /** What was found in exactly these bytes under this path; undefined when that is not known. */
  find(path: string, bytes: Uint8Array): readonly Finding[] | undefined
  keep(path: string, bytes: Uint8Array, findings: readonly Finding[]): void
  /** Writes what is known now. A disk that cannot be written to is no trouble: the next call takes longer. */
  save(): void
}
