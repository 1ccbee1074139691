import type { EffectId } from '../run/id.ts'
import type { RunDriver } from './drive.ts'

/** A run as whoever shows it and answers in it sees it, driven by this process or by another. */
export type DrivenRun = Pick<
  RunDriver,
  'state' | 'told' | 'now' | 'submit' | 'watch' | 'stopped' | 'release'
> & {
  /** Runs of other runbooks that its steps asked for, as far as they are driven here. */
  readonly children: {
    readonly driven: ReadonlyMap<EffectId, DrivenRun>
    watch(listener: () => void): () => void
  }
}

export const noChildren: DrivenRun['children'] = { driven: new Map(), watch: () => () => undefined }
