import { globSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadRun } from '../../src/driver/load.ts'
import type { Journal } from '../../src/ports/journal.ts'
import { readHistory } from './history.ts'

const files = globSync(join(import.meta.dirname, '*/*.jsonl')).sort()

describe('every run a release ever wrote', () => {
  it('there are some', () => expect(files.length).toBeGreaterThan(0))

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
    },
  )
})
