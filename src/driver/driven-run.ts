import type { EffectId } from '../run/id.ts'
import type { RunDriver } from './drive.ts'

/** A run as whoever shows it and answers in it sees it, driven by this process or by another. */
export type DrivenRun = Pick<
  RunDriver,
  'state' | 'told' | 'now' | 'submit' | 'watch' | 'stopped' | 'release'
> & {
  /** Whether this process drives the run, and not another one. */
  readonly drives: boolean
  /** Runs of other runbooks that its steps asked for, while they go. */
  readonly children: {
    readonly driven: ReadonlyMap<EffectId, DrivenRun>
    watch(listener: () => void): () => void
  }
}
