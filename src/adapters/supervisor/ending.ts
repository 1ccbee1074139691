import { setTimeout as sleep } from 'node:timers/promises'
import type { EffectId, RunId } from '../../run/id.ts'
import { cancelRequested, readClaim, readExit, readRecord, requestCancel, takeClaim } from './folder.ts'
import type { MarkedProcess } from './process.ts'
import { isMarked, isSupervisor, leadsGroup, markedProcesses, signalGroup, signalMarked } from './process.ts'

/**
 * Asks an attempt to end. The request is on the disk before any signal; one that never began never will. A group is
 * signalled only when its leader is known to be ours; processes that left the group are found by their mark.
 */
export async function cancelAttempt(folder: string, effect: EffectId, graceMs: number): Promise<void> {
  requestCancel(folder)
  if (takeClaim(folder) === 'won') return
  const claim = readClaim(folder)
  const record = readRecord(folder)
  /** Looked at anew before each signal: a supervisor that stays goes on to another attempt. */
  const supervised = (): boolean =>
    claim.kind === 'supervisor' &&
    record !== undefined &&
    readExit(folder, record) === undefined &&
    isSupervisor(claim.pid, claim.token ?? effect)
  const signalAll = (osSignal: NodeJS.Signals): readonly MarkedProcess[] => {
    const marked = markedProcesses(effect)
    const leader =
      claim.kind === 'supervisor' && leadsGroup(claim.pid) && supervised() ? claim.pid : undefined
    if (leader !== undefined) signalGroup(leader, osSignal)
    for (const found of marked) if (found.group !== leader) signalMarked(found, osSignal)
    return marked
  }
  await untilGone(signalAll('SIGTERM'), graceMs, supervised)
  // A process may fork while it is being killed: look again until nothing is left.
  for (let round = 0; round < 5; round++) {
    const marked = signalAll('SIGKILL')
    if (marked.length === 0 && !supervised()) return
    await untilGone(marked, 200, supervised)
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
async function untilGone(
  processes: readonly MarkedProcess[],
  withinMs: number,
  more: () => boolean = () => false,
): Promise<void> {
  // Not `performance`: with it Node loads everything it can measure, which takes longer than most have to wait.
  const begun = process.hrtime.bigint()
  for (let pause = 5; processes.some(isMarked) || more(); pause = Math.min(pause * 1.5, 50)) {
    const left = withinMs - Number(process.hrtime.bigint() - begun) / 1e6
    if (left <= 0) return
    await sleep(Math.min(pause, left))
  }
}
