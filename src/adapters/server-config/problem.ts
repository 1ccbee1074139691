/** Something in the configuration that is not as it must be; all of them are found at once. */
export type ConfigProblem = {
  readonly why: string
  readonly remedy: string
  /** `text` is the line itself. */
  readonly place?: {
    readonly path: string
    readonly line: number
    readonly column: number
    readonly text: string
  }
}
