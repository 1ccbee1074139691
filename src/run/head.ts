import type { RunId } from './id.ts'

/** How a run stands, in one word. */
export type RunStatus =
  | 'running'
  | 'waiting'
  | 'paused'
  | 'rolling-back'
  | 'succeeded'
  | 'failed'
  | 'cancelled'
  | 'rolled-back'
  /** Unattended, and a person was needed. */
  | 'needs-person'

/** The row derived from a run's journal: what lists show and what start-up reads. Can be rebuilt at any time. */
export type RunHead = {
  readonly run: RunId
  readonly seq: number
  /** Hash of the last entry. */
  readonly hash: string
  readonly status: RunStatus
  readonly open: boolean
  /** When the next timer is due; absent when none is. Milliseconds since the epoch. */
  readonly dueAt?: number
  /** How many attempts are wanted or going. */
  readonly attempts: number
  /** How many questions wait for a person. */
  readonly questions: number
  readonly path: string
  readonly title: string
  readonly mode: string
  readonly startedBy: string
  readonly startedAt: number
  readonly changedAt: number
  readonly stepsDone: number
  readonly stepsAll: number
  /** The run it is a part of; absent when somebody started it, and in rows of before this was kept. */
  readonly parent?: RunId
}
