import { setTimeout as sleep } from 'node:timers/promises'
import type { EffectId, RunId } from '../../run/id.ts'
import { cancelRequested, readClaim, requestCancel, takeClaim } from './folder.ts'
import type { MarkedProcess } from './process.ts'
import { isMarked, isSupervisor, markedProcesses, signalGroup, signalMarked } from './process.ts'

/**
 * Asks an attempt to end. The request is on the disk before any signal; one that never began never will. A group is
 * signalled only when its leader is known to be ours; processes that left the group are found by their mark.
 */
export async function cancelAttempt(folder: string, effect: EffectId, graceMs: number): Promise<void> {
  requestCancel(folder)
  if (takeClaim(folder) === 'won') return
  const claim = readClaim(folder)
  const leader = claim.kind === 'supervisor' ? claim.pid : 0
  const signalAll = (osSignal: NodeJS.Signals): readonly MarkedProcess[] => {
    const marked = markedProcesses(effect)
    const led =
      leader > 0 &&
      isSupervisor(leader, effect) &&
      marked.some(({ pid, group }) => pid === leader && group === leader)
    if (led) signalGroup(leader, osSignal)
    for (const found of marked) if (!led || found.group !== leader) signalMarked(found, osSignal)
    return marked
  }
  await untilGone(signalAll('SIGTERM'), graceMs)
  // A process may fork while it is being killed: look again until nothing is left.
  for (let round = 0; round < 5; round++) {
    const marked = signalAll('SIGKILL')
    if (marked.length === 0) return
    await untilGone(marked, 200)
  }
}

/** Kills what an attempt left running, without asking: for programs to which asking means something else. */
export async function killLeftovers(of: EffectId | `${string}/`): Promise<void> {
  for (let round = 0; round < 5; round++) {
    const marked = markedProcesses(of)
    for (const process of marked) signalMarked(process, 'SIGKILL')
    if (marked.length === 0) return
    await untilGone(marked, 200)
  }
}

/** Ends what an attempt left running, or a run: TERM, then KILL. Says what it found. */
export async function endLeftovers(of: EffectId | RunId, graceMs: number): Promise<readonly MarkedProcess[]> {
  const mark = of.includes('/') ? (of as EffectId) : (`${of}/` as const)
  const found = markedProcesses(mark)
  for (const process of found) signalMarked(process, 'SIGTERM')
  await untilGone(found, graceMs)
  await killLeftovers(mark)
  return found
}

export const askedFor = (folder: string): 'cancelled' | 'nothing' =>
  cancelRequested(folder) ? 'cancelled' : 'nothing'

/** Waits until all are gone, or the time is over. */
async function untilGone(processes: readonly MarkedProcess[], withinMs: number): Promise<void> {
  const until = performance.now() + withinMs
  for (let pause = 5; processes.some(isMarked); pause = Math.min(pause * 1.5, 50)) {
    const left = until - performance.now()
    if (left <= 0) return
    await sleep(Math.min(pause, left))
  }
}
