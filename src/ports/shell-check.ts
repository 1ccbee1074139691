import type { ShellNote, ShellSource } from '../lint/shell-note.ts'

/** A program that knows what is wrong in shell source without running it. */
export interface ShellCheck {
  /** Changes when the program does: what another one said is not kept. */
  readonly identity: string
  /** Empty also when the program fails or takes too long: it is a help, and never required. */
  check(source: ShellSource): Promise<readonly ShellNote[]>
}
