import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadRun } from '../../src/driver/load.ts'
import type { Journal } from '../../src/ports/journal.ts'
import { eventSchemas } from '../../src/run/event/event.ts'
import { headOf } from '../../src/run/headline.ts'
import { readHistory } from './history.ts'

const files = globSync(join(import.meta.dirname, '*/*.jsonl')).sort()

/** Kinds of fact that are read and not written any more may be here; anything else is to be recorded. */
const neverRecorded: readonly string[] = []

describe('every run a release ever wrote', () => {
  it('there are some, and every kind of fact is in one (if not: node tools/record-history.ts --stories)', () => {
    const recorded = new Set(
      files.flatMap((file) =>
        [...readFileSync(file, 'utf8').matchAll(/\\"type\\":\\"([a-z.-]+)\\"/g)].map(([, type]) => type),
      ),
    )
    const missing = Object.keys(eventSchemas).filter((type) => !recorded.has(type))
    expect(missing).toEqual(neverRecorded)
  })

  it.each(files.map((file) => [basename(file), file]))(
    '%s still replays to what it came to then',
    async (_name, file) => {
      const { journal, run } = readHistory(file)
      const loaded = await loadRun(journal as Journal, run.run)
      if (loaded.kind !== 'run') throw new Error(loaded.kind === 'absent' ? 'no entries' : loaded.why)
      const { state } = loaded.fold
      expect({ ended: state.ended?.status ?? 'open', stepsDone: state.stepsDone, seq: state.seq }).toEqual({
        ended: run.ended,
        stepsDone: run.stepsDone,
        seq: run.seq,
      })
      // Later releases may derive more; what was derived then is derived still.
      if (run.head) expect(headOf(state, loaded.last)).toMatchObject(run.head)
    },
  )
})
