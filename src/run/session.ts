/** What commands of a run hand on: the working directory and variables, against a clean base environment. */
export type Session = {
  /** Absolute; empty means where the run started. */
  readonly cwd: string
  readonly set: Readonly<Record<string, string>>
  readonly unset: readonly string[]
}

/** What one command changed, as captured after it succeeded. */
export type SessionChange = {
  readonly cwd: string
  readonly set: Readonly<Record<string, string>>
  readonly unset: readonly string[]
}
