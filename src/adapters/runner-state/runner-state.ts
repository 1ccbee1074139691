import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Place } from '../../ports/executor.ts'
import { makePrivateFolders } from '../data-folder/data-folder.ts'
import { holderName, isHolderGone } from '../process/holder.ts'

/** The private folder a runner keeps what it knows of its commands in; one process at a time has it. */
export type RunnerState = {
  readonly kind: 'state'
  /** Made at random with the folder: another folder knows nothing of what was carried out from this one. */
  readonly identity: string
  readonly attempts: string
  readonly notes: string
  readonly close: () => void
}

export type RunnerStateRefusal = { readonly kind: 'refused'; readonly why: string; readonly remedy: string }

/** Opens the folder, making it (0700) when it is not there. */
export async function openRunnerState(path: string, place: Place): Promise<RunnerState | RunnerStateRefusal> {
  const refusal = await makePrivateFolders(path, ['attempts', 'notes'])
  if (refusal) return refusal
  const lock = join(path, 'lock')
  const holder = takeLock(lock, place)
  if (holder !== undefined)
    return {
      kind: 'refused',
      why: `another process is a runner with ${path}`,
      remedy: 'end it, or give this one a folder of its own: --state DIR',
    }
  return {
    kind: 'state',
    identity: identityIn(join(path, 'identity')),
    attempts: join(path, 'attempts'),
    notes: join(path, 'notes'),
    close: () => rmSync(lock, { force: true }),
  }
}

/** Who has it, if it is somebody who may still be there. */
function takeLock(lock: string, place: Place): string | undefined {
  const mine = `${lock}.${process.pid}`
  writeFileSync(mine, holderName(place), { mode: 0o600 })
  try {
    for (;;) {
      // A link is made whole or not at all, and never over another.
      if (linked(mine, lock)) return undefined
      const holder = readFileSync(lock, 'utf8')
      if (!isHolderGone(holder, place)) return holder
      rmSync(lock, { force: true })
    }
  } finally {
    rmSync(mine, { force: true })
  }
}

function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST') return false
    throw thrown
  }
}

function identityIn(file: string): string {
  const made = `${file}.${process.pid}`
  writeFileSync(made, randomBytes(16).toString('hex'), { mode: 0o600, flush: true })
  linked(made, file)
  rmSync(made, { force: true })
  return readFileSync(file, 'utf8')
}
