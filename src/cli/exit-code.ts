import type { RunStatus } from '../run/head.ts'

/** What the process ends with: the contract with whoever calls it from a script. */
export const exitCodes = {
  /** The command did what was asked; a run succeeded. */
  fine: 0,
  /** A run failed or was rolled back, lint found errors, or a record does not verify. */
  failed: 1,
  /** Wrong usage or input, or a place that cannot be used: nothing was begun. */
  wrong: 2,
  /** A run waits for a person. */
  person: 3,
  cancelled: 4,
} as const

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** The exit code that says how a run stands. */
export function exitCodeOf(status: RunStatus): ExitCode {
  switch (status) {
    case 'succeeded':
      return exitCodes.fine
    case 'failed':
    case 'rolled-back':
      return exitCodes.failed
    case 'cancelled':
      return exitCodes.cancelled
    case 'running':
    case 'waiting':
    case 'paused':
    case 'rolling-back':
    case 'needs-person':
      return exitCodes.person
  }
}
