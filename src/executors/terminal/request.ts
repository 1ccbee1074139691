/** What the program that holds a command's terminal reads from its file. */
export type TerminalRequest = {
  readonly argv: readonly [program: string, ...arguments_: string[]]
  readonly cwd: string
  /** Where a terminal joins: a socket. */
  readonly socket: string
  readonly outputMaxBytes: number
}
