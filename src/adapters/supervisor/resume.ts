import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { attemptFiles } from '../../executors/attempt-files.ts'
import type { Outcome } from '../../ports/executor.ts'
import type { EffectId } from '../../run/id.ts'
import type { Desk } from './desk.ts'
import { askedFor, killLeftovers } from './ending.ts'
import type { AttemptRecord } from './folder.ts'
import { readClaim, readExit } from './folder.ts'
import { endFrom } from './outcome.ts'
import { isSupervisor } from './process.ts'
import type { SpoolFiles } from './spool.ts'
import { supervise } from './supervise.ts'
import { Bug } from '../../text/bug.ts'

type Resumable = { readonly effect: EffectId; readonly folder: string; readonly record: AttemptRecord }

/** A program that is killed this often is not started again. */
const startsMax = 20

/**
 * Starts a resumable program again whose supervisor or itself was killed, and waits for its effect's end. Each start
 * has a claim of its own (`claim-1`, …), so that it too happens once; what is left of the one before is killed, and
 * not asked to end, which would end the effect.
 */
export async function resume(
  desk: Desk,
  { effect, folder, record }: Resumable,
  files: SpoolFiles,
): Promise<Outcome['end']> {
  const { resumable } = record
  if (!resumable) throw new Bug(`${effect} cannot be started again`)
  for (let number = 1; number <= startsMax; number++) {
    const claim = `${attemptFiles.claim}-${number}`
    const found = readClaim(folder, claim)
    if (found.kind === 'none') {
      await killLeftovers(effect)
      closeSync(openSync(join(folder, attemptFiles.resumed), 'a', 0o600))
      const launch = { argv: resumable.argv, cwd: folder, environment: desk.baseEnvironment }
      await supervise({ effect, folder, launch, claim }, ['ignore', files.stdout, files.stderr])
    } else if (found.kind === 'supervisor') {
      while (readExit(folder, record) === undefined && isSupervisor(found.pid, effect)) await sleep(50)
    }
    const code = readExit(folder, record)
    if (code !== undefined) return endFrom(code, askedFor(folder))
  }
  return {
    kind: 'unknown',
    why: 'the program that carries it out ended without a result, and so did the next ones',
  }
}
