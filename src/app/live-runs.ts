import { planOf } from '../driver/load.ts'
import type { Plan } from '../plan/plan.ts'
import type { Target } from '../plan/target.ts'
import { isSameTarget, targetOf } from '../plan/target.ts'
import type { RunHead } from '../run/head.ts'
import type { RunId } from '../run/id.ts'
import type { App, Trouble } from './app.ts'
import { authorise } from './authorise.ts'
import { visibleHeads } from './visible.ts'

/**
 * A run that has not ended and carries out the same runbook, itself or in one of its steps, and whether that works
 * on the same host, account, … . It is the whole that is named: what is inside is joined with it.
 */
export type LiveRun = { readonly head: RunHead; readonly target: Target; readonly same: boolean }

/** More open runs of one runbook than this are not compared. */
const comparedMax = 20

/** Runs of the same runbook that have not ended, newest first, each compared with what a new one would work on. */
export async function liveRunsBeside(app: App, plan: Plan): Promise<readonly LiveRun[] | Trouble> {
  const no = await authorise(app, 'list-runs')
  if (no) return no
  const { journal } = app.driver
  const heads = await visibleHeads(app, { open: true, path: plan.runbook.path, limit: comparedMax })
  const mine = targetOf(plan.values)
  const live = new Map<RunId, LiveRun>()
  for (const head of heads) {
    const other = await planOf(journal, await journal.read(head.run, 0))
    // A plan that cannot be read could be about anything: the careful guess is that it is the same.
    const target = typeof other === 'string' ? {} : targetOf(other.values)
    const whole = await outermost(app, head)
    const same = isSameTarget(mine, target)
    if (same || !live.get(whole.run)?.same) live.set(whole.run, { head: whole, target, same })
  }
  return [...live.values()]
}

async function outermost(app: App, head: RunHead): Promise<RunHead> {
  const outer = head.parent && (await app.driver.journal.head(head.parent))
  return outer ? outermost(app, outer) : head
}
