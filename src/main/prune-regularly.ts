import type { App } from '../app/app.ts'
import { pruneRuns } from '../app/prune-runs.ts'
import type { Log } from '../ports/log.ts'

export type PruneTerms = {
  readonly olderThanMs: number
  readonly failed: 'keep' | 'delete'
  readonly everyMs: number
}

/** A moment after the start: whoever waits for the first page is served first. */
const firstMs = 10_000

/** Deletes old runs again and again, by the same verb as `kneeboard prune`; the returned function ends that. */
export function pruneRegularly(app: App, { olderThanMs, failed, everyMs }: PruneTerms, log: Log): () => void {
  const { clock } = app.driver
  const system: App = { ...app, actor: { kind: 'system', id: 'retention', via: 'engine' } }
  let unset = (): void => undefined
  let ended = false
  const prune = async (): Promise<void> => {
    try {
      const which = { kind: 'older', thanMs: olderThanMs, failed } as const
      const pruned = await pruneRuns(system, { which, how: 'delete' })
      if (pruned.kind === 'trouble') log.warn({ why: pruned.why }, 'old runs were not deleted')
      else if (pruned.deleted.length + pruned.kept.length > 0)
        log.info({ deleted: pruned.deleted.length, kept: pruned.kept.length }, 'old runs deleted')
    } catch (error) {
      log.error({}, 'old runs were not deleted', error)
    }
    if (!ended) again(everyMs)
  }
  const again = (ms: number): void => {
    unset = clock.at(clock.now() + ms, () => void prune())
  }
  again(Math.min(firstMs, everyMs))
  return () => {
    ended = true
    unset()
  }
}
