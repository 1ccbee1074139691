/** What commands of a run hand on: the working directory and variables, against a clean base environment. */
export type Session = {
  /** Absolute; empty means where the run started. */
  readonly cwd: string
  readonly set: Readonly<Record<string, string>>
  readonly unset: readonly string[]
  /** Variables that hold a secret, with where it is read: their values are never stored. */
  readonly secrets?: Readonly<Record<string, string>>
}

/** What one command changed, as captured after it succeeded. */
export type SessionChange = Session & {
  /** Variables that hold a secret among other things: nothing of them goes on. */
  readonly dropped?: readonly string[]
}
