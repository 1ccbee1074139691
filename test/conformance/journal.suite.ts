import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { describe, expect, test } from 'vitest'
import type { Journal, JournalEntry } from '../../src/ports/journal.ts'
import type { RunId } from '../../src/run/id.ts'
import { appendOf, blobOf, headOf, runNumber } from './run.ts'

/** A fresh store for one test. */
export type JournalBench = {
  /** Opens the same store again each time it is called. */
  open(): Promise<Journal>
  /**
   * Another process that appends single entries to these runs, one after the other and for ever, and prints
   * `<run> <seq>` after each append that was acknowledged; on a conflict it reads the head and goes on.
   */
  writer(runs: readonly RunId[]): ChildProcess
  remove(): Promise<void>
}

/** What every journal must do. `make` gives an empty store. */
export function journalSuite(name: string, make: () => Promise<JournalBench>): void {
  const check = (title: string, body: (journal: Journal, bench: JournalBench) => Promise<void>) =>
    test(title, async () => {
      const bench = await make()
      const journal = await bench.open()
      try {
        await body(journal, bench)
      } finally {
        await journal.close()
        await bench.remove()
      }
    })
  describe(`${name} is a journal`, () => {
    appending(check)
    listing(check)
    keepingValues(check)
    surviving(check)
  })
}

type Check = (title: string, body: (journal: Journal, bench: JournalBench) => Promise<void>) => void

const run = runNumber(1)
const seqsOf = (entries: readonly JournalEntry[]) => entries.map(({ seq }) => seq)
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1)

function appending(check: Check): void {
  check('what is appended is read back, byte for byte and in order', async (journal) => {
    const append = appendOf(run, 0, 3)
    expect(await journal.append(append)).toBe('appended')
    expect(await journal.read(run, 0)).toEqual(append.entries)
    expect(await journal.head(run)).toEqual(append.head)
  })

  check('reading after a sequence number leaves out what came before', async (journal) => {
    await journal.append(appendOf(run, 0, 4))
    expect(seqsOf(await journal.read(run, 2))).toEqual([3, 4])
    expect(await journal.read(run, 4)).toEqual([])
  })

  check('an unknown run has no entries and no head', async (journal) => {
    expect(await journal.read(run, 0)).toEqual([])
    expect(await journal.head(run)).toBeUndefined()
  })

  check('an append that has not seen the last entry is a conflict and stores nothing', async (journal) => {
    await journal.append(appendOf(run, 0, 2))
    expect(await journal.append(appendOf(run, 0, 1))).toBe('conflict')
    expect(await journal.append(appendOf(run, 1, 5, { blobs: [blobOf('late')] }))).toBe('conflict')
    expect(await journal.append(appendOf(run, 3, 1))).toBe('conflict')
    expect(seqsOf(await journal.read(run, 0))).toEqual([1, 2])
    expect((await journal.head(run))?.seq).toBe(2)
    expect(await journal.blob(blobOf('late').digest)).toBeUndefined()
  })

  check('of many appends that expect the same entry exactly one is stored', async (journal) => {
    const results = await Promise.all(upTo(20).map((count) => journal.append(appendOf(run, 0, count))))
    expect(results.filter((result) => result === 'appended')).toHaveLength(1)
    expect((await journal.read(run, 0)).length).toBe(results.indexOf('appended') + 1)
  })

  check('a chain of appends asked for without waiting is stored in the order of asking', async (journal) => {
    const results = await Promise.all(upTo(200).map((seq) => journal.append(appendOf(run, seq - 1, 1))))
    expect(new Set(results)).toEqual(new Set(['appended']))
    expect(seqsOf(await journal.read(run, 0))).toEqual(upTo(200))
  })

  check('what one append is refused for does not touch its neighbours', async (journal) => {
    const others = upTo(10).map((number) => runNumber(100 + number))
    const results = await Promise.all(
      others.flatMap((other) => [journal.append(appendOf(other, 0, 1)), journal.append(appendOf(run, 7, 1))]),
    )
    expect(results.filter((result) => result === 'conflict')).toHaveLength(10)
    for (const other of others) expect(seqsOf(await journal.read(other, 0))).toEqual([1])
  })

  check('entries that leave a gap, or a head that does not fit, are a bug of the caller', async (journal) => {
    const append = appendOf(run, 0, 2)
    await expect(journal.append({ ...append, expectedSeq: 1 })).rejects.toThrow('do not follow')
    await expect(journal.append({ ...append, head: headOf(run, 3) })).rejects.toThrow('does not fit')
    expect(await journal.read(run, 0)).toEqual([])
  })

  check('a megabyte entry with every byte value comes back', async (journal) => {
    const append = appendOf(run, 0, 1)
    const bytes = Uint8Array.from({ length: 1 << 20 }, (_, index) => index % 256)
    await journal.append({ ...append, entries: append.entries.map((entry) => ({ ...entry, bytes })) })
    // Compared as buffers: comparing a million elements one by one takes seconds.
    expect(Buffer.compare((await journal.read(run, 0))[0]?.bytes ?? new Uint8Array(), bytes)).toBe(0)
  })

  check('bytes that are a part of a larger buffer are stored without the rest', async (journal) => {
    const append = appendOf(run, 0, 1)
    const bytes = new TextEncoder().encode('before|inside|after').subarray(7, 13)
    await journal.append({ ...append, entries: append.entries.map((entry) => ({ ...entry, bytes })) })
    expect(new TextDecoder().decode((await journal.read(run, 0))[0]?.bytes)).toBe('inside')
  })
}

function listing(check: Check): void {
  check('heads that want something are found among those that wait for people', async (journal) => {
    const [asked, begun, running, timed, ended] = [1, 2, 3, 4, 5].map(runNumber) as [
      RunId,
      RunId,
      RunId,
      RunId,
      RunId,
    ]
    const heads = [
      headOf(asked, 1, { questions: 1 }),
      headOf(begun, 1),
      headOf(running, 1, { attempts: 1, questions: 1 }),
      headOf(timed, 1, { dueAt: 5, questions: 1 }),
      headOf(ended, 1, { open: false }),
    ]
    for (const head of heads) await journal.append({ ...appendOf(head.run, 0, 1), head })
    const found = async (limit: number, before?: RunId) =>
      (await journal.heads({ wanting: true, limit, ...(before ? { before } : {}) })).map(({ run }) => run)
    expect(await found(9)).toEqual([timed, running, begun])
    expect(await found(2)).toEqual([timed, running])
    expect(await found(2, running)).toEqual([begun])
    await journal.append({ ...appendOf(asked, 1, 1), head: headOf(asked, 2, { attempts: 1 }) })
    await journal.append({ ...appendOf(running, 1, 1), head: headOf(running, 2, { questions: 1 }) })
    expect(await found(9)).toEqual([timed, begun, asked])
  })

  check('heads are listed newest first, and page by page without loss or doubling', async (journal) => {
    const runs = upTo(25).map(runNumber)
    await Promise.all(runs.map((each) => journal.append(appendOf(each, 0, 1))))
    const first = await journal.heads({ limit: 10 })
    const second = await journal.heads({ limit: 10, before: first.at(-1)?.run ?? run })
    const third = await journal.heads({ limit: 10, before: second.at(-1)?.run ?? run })
    expect([...first, ...second, ...third].map((head) => head.run)).toEqual(runs.toReversed())
  })

  check('only open runs, or only runs of one document, can be asked for', async (journal) => {
    await journal.append(appendOf(runNumber(1), 0, 1, { head: { path: 'a.md', open: true } }))
    await journal.append(appendOf(runNumber(2), 0, 1, { head: { path: 'a.md', open: false } }))
    await journal.append(appendOf(runNumber(3), 0, 1, { head: { path: 'b.md', open: true } }))
    const listed = async (filter: { open?: boolean; path?: string }) =>
      (await journal.heads({ limit: 9, ...filter })).map((head) => head.run)
    expect(await listed({ open: true })).toEqual([runNumber(3), runNumber(1)])
    expect(await listed({ path: 'a.md' })).toEqual([runNumber(2), runNumber(1)])
    expect(await listed({ path: 'a.md', open: true })).toEqual([runNumber(1)])
    expect(await listed({ open: false })).toEqual([runNumber(3), runNumber(2), runNumber(1)])
    expect(await listed({ path: "a.md' OR 1=1 --" })).toEqual([])
  })

  check('a run that ends leaves the list of open runs', async (journal) => {
    await journal.append(appendOf(run, 0, 1))
    await journal.append(appendOf(run, 1, 1, { head: { open: false, status: 'succeeded' } }))
    expect(await journal.heads({ open: true, limit: 9 })).toEqual([])
    expect((await journal.head(run))?.status).toBe('succeeded')
  })
}

function keepingValues(check: Check): void {
  check('an empty blob is not an erased one', async (journal) => {
    const blob = { ...blobOf(''), bytes: new Uint8Array() }
    await journal.append(appendOf(run, 0, 1, { blobs: [blob] }))
    expect(await journal.blob(blob.digest)).toEqual(new Uint8Array())
    expect(await journal.blobState(blob.digest)).toBe('kept')
    expect(await journal.blobState(blobOf('never').digest)).toBe('missing')
  })
}

function surviving(check: Check): void {
  check('what was appended is there after closing and opening again', async (journal, bench) => {
    await journal.append(appendOf(run, 0, 3, { blobs: [blobOf('kept')] }))
    await journal.close()
    const again = await bench.open()
    expect(seqsOf(await again.read(run, 0))).toEqual([1, 2, 3])
    expect(await again.blob(blobOf('kept').digest)).toEqual(blobOf('kept').bytes)
    await again.close()
  })

  check(
    'closing waits for what was asked before, and refuses what is asked after',
    async (journal, bench) => {
      const append = journal.append(appendOf(run, 0, 1))
      await journal.close()
      expect(await append).toBe('appended')
      await expect(journal.head(run)).rejects.toMatchObject({ code: 'closed' })
      await journal.close()
      const again = await bench.open()
      expect((await again.head(run))?.seq).toBe(1)
      await again.close()
    },
  )

  check('a writer killed at any moment loses nothing it was told is stored', async (_journal, bench) => {
    const runs = upTo(8).map(runNumber)
    const acknowledged = new Map<string, number>()
    for (const _ of upTo(6)) {
      const writer = bench.writer(runs)
      const lines = linesOf(writer)
      let wanted = 20 + Math.floor(Math.random() * 200)
      for await (const line of lines) {
        const [of = '', seq = ''] = line.split(' ')
        acknowledged.set(of, Math.max(Number(seq), acknowledged.get(of) ?? 0))
        if (--wanted === 0) writer.kill('SIGKILL')
      }
    }
    const journal = await bench.open()
    expect(acknowledged.size).toBe(runs.length)
    for (const [of, seq] of acknowledged) {
      const found = runs.find((each) => each === of) ?? run
      const seqs = seqsOf(await journal.read(found, 0))
      expect(seqs.length).toBeGreaterThanOrEqual(seq)
      expect(seqs).toEqual(upTo(seqs.length))
      expect((await journal.head(found))?.seq).toBe(seqs.length)
    }
    await journal.close()
  })

  check(
    'two processes on the same runs: each entry once, no gaps, no append acknowledged twice',
    async (_, bench) => {
      const runs = [runNumber(1), runNumber(2)]
      const writers = [bench.writer(runs), bench.writer(runs)]
      const told = await Promise.all(writers.map((writer) => take(writer, 150)))
      const all = told.flat()
      expect(new Set(all).size).toBe(all.length)
      const journal = await bench.open()
      const stored: string[] = []
      for (const each of runs) {
        const seqs = seqsOf(await journal.read(each, 0))
        expect(seqs).toEqual(upTo(seqs.length))
        stored.push(...seqs.map((seq) => `${each} ${seq}`))
      }
      expect(stored).toEqual(expect.arrayContaining(all))
      await journal.close()
    },
  )
}

const linesOf = (child: ChildProcess) => {
  if (!child.stdout) throw new Error('the writer has no standard output')
  return createInterface({ input: child.stdout })
}

async function take(child: ChildProcess, count: number): Promise<string[]> {
  const lines: string[] = []
  for await (const line of linesOf(child)) {
    lines.push(line)
    if (lines.length === count) child.kill('SIGKILL')
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return lines
}
