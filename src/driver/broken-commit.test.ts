import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { makeBench } from '../../test/executor/bench.ts'
import { textIn, until } from '../../test/executor/until.ts'
import { command, planOf } from '../../test/plan-builder.ts'
import { openSqliteJournal } from '../adapters/journal-sqlite/journal.ts'
import { systemClock } from '../adapters/clock/clock.ts'
import { systemIds } from '../adapters/ids/ids.ts'
import type { Journal } from '../ports/journal.ts'
import { StorageError } from '../ports/storage-error.ts'
import { createRun } from './create.ts'
import type { DriverDeps } from './deps.ts'
import { driveRun } from './drive.ts'

const bench = makeBench()
const folder = mkdtempSync(join(tmpdir(), 'kneeboard-broken-'))
const journal = await openSqliteJournal(join(folder, 'journal.sqlite'))
afterAll(async () => {
  await journal.close()
  await bench.remove()
  rmSync(folder, { recursive: true, force: true })
})

const deps: DriverDeps = {
  journal,
  leases: journal,
  executor: bench.executor,
  clock: systemClock(),
  ids: systemIds(),
  evaluate: () => ({ kind: 'value', value: true }),
  environment: new Set(),
  holder: 'test',
  isGone: () => true,
  outputMaxBytes: 1000,
  secrets: { read: () => Promise.reject(new Error('no secret is named')) },
}

/** The first commit is kept or not, and whoever asked is told that the disk broke. */
const breaking = (kept: 'kept' | 'lost'): Journal => {
  let first = true
  return {
    ...journal,
    append: async (append) => {
      if (!first) return journal.append(append)
      first = false
      if (kept === 'kept') await journal.append(append)
      throw new StorageError('io', 'the disk broke', 'mend it')
    },
  }
}

test.each(['kept', 'lost'] as const)(
  'a start whose commit failed begins nothing here, and happens once when the run is driven again: %s',
  async (kept) => {
    const plan = planOf([{ kind: 'step', id: 'a', commands: [command(`echo x >>${kept}`)] }])
    const by = { kind: 'person', id: 'ada', via: 'cli' } as const
    const run = await createRun(deps, { plan, mode: 'unattended', cwd: bench.work, startedOn: '', by })
    const broken = await driveRun({ ...deps, journal: breaking(kept) }, run)
    if (broken.kind !== 'driving') throw new Error(broken.kind)
    expect(await broken.driver.stopped).toMatchObject({ kind: 'broken' })
    await until('what waited has left', () => bench.executor.leftovers(run).length === 0)
    expect(existsSync(join(bench.work, kept))).toBe(false)
    const mended = await driveRun(deps, run)
    if (mended.kind !== 'driving') throw new Error(mended.kind)
    await mended.driver.stopped
    expect(mended.driver.state.ended?.status).toBe('succeeded')
    expect(textIn(join(bench.work, kept))).toBe('x\n')
  },
)
