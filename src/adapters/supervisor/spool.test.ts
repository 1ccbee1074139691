import { mkdtempSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { run } from '../../../test/executor/bench.ts'
import type { LogChunk, Logs } from '../../ports/logs.ts'
import { effectId } from '../../run/id.ts'
import { makeMasker, maskText } from '../../sink/mask.ts'
import { followSpool, openSpool } from './spool.ts'

const root = mkdtempSync(join(tmpdir(), 'kneeboard-spool-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

/** A log in memory that stops taking anything when its process "dies". */
function makeLog() {
  const chunks: LogChunk[] = []
  const upTo = (stream: LogChunk['stream']) =>
    chunks.reduce((to, chunk) => (chunk.stream === stream ? Math.max(to, chunk.to) : to), 0)
  const process = () => {
    let dead = false
    const logs: Logs = {
      append: async (_, more) => {
        if (dead) throw new Error('dead')
        chunks.push(...more)
      },
      read: async () => chunks,
      stream: async function* () {},
      lines: async () => ({ from: 0, lines: [], all: 0, ended: 0, more: false }),
      replace: async () => {},
      remove: async () => {},
      reopen: async () => ({ stdout: upTo('stdout'), stderr: upTo('stderr') }),
    }
    return { logs, die: () => (dead = true) }
  }
  return { chunks, process, logged: () => ({ stdout: upTo('stdout'), stderr: upTo('stderr') }) }
}

const secrets = ['correct-horse', 'é-🐎-secret']
const effect = effectId(run, 1)

/** Writes pieces to a spool, with a crash of the reader after some of them; gives what the log holds at the end. */
async function logOf(
  pieces: readonly { readonly bytes: Uint8Array; readonly crash: boolean }[],
): Promise<LogChunk[]> {
  const folder = mkdtempSync(join(root, 'spool-'))
  const log = makeLog()
  const begin = (how: 'make' | 'existing') => {
    const files = openSpool(folder, how)
    const { logs, die } = log.process()
    const maskFactory = () => makeMasker(secrets)
    const options = { effect, logs, maskFactory, outputMaxBytes: 10_000, logged: log.logged(), now: () => 0 }
    return { files, die, spool: followSpool(files, options) }
  }
  let reader = begin('make')
  for (const { bytes, crash } of pieces) {
    writeSync(reader.files.stdout, bytes)
    await sleep(20)
    if (!crash) continue
    reader.die()
    await reader.spool.finish().catch(() => {})
    reader = begin('existing')
  }
  await reader.spool.finish()
  return log.chunks
}

const piece = fc.oneof(
  fc.constantFrom(...secrets, 'correct-', 'é', '🐎', '\n', 'plain text '),
  fc.string({ maxLength: 8 }),
)

/** Masks that touch, or have only line breaks between them, as one: seen together they are one secret's place. */
const oneMask = (text: string): string =>
  text.replaceAll(/••••(?:\n*••••)+/g, (masks) => `••••${masks.replaceAll('•', '')}`)

test('however output is cut and the reader crashes, the log holds it masked, once, with the bytes it was made from', async () => {
  const cuts = fc.array(fc.record({ length: fc.integer({ min: 1, max: 9 }), crash: fc.boolean() }), {
    minLength: 6,
    maxLength: 10,
  })
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { minLength: 3, maxLength: 8 }), cuts, async (words, cuts) => {
      const text = words.join('').toWellFormed()
      const bytes = new TextEncoder().encode(text)
      let at = 0
      const pieces = cuts.map(({ length, crash }) => ({ bytes: bytes.subarray(at, (at += length)), crash }))
      const chunks = await logOf([...pieces, { bytes: bytes.subarray(at), crash: false }])
      // Secrets that touch are one mask when they are seen together, and two across a crash.
      expect(oneMask(chunks.map((chunk) => chunk.text).join(''))).toBe(oneMask(maskText(secrets, text)))
      expect(chunks.reduce((from, chunk) => (expect(chunk.from).toBe(from), chunk.to), 0)).toBe(bytes.length)
    }),
    {
      numRuns: 20,
      // Seen whole it is one mask and a line break; a cut after the first secret makes two.
      examples: [[['correct-horse', '\n', 'correct-horse'], [{ length: 13, crash: false }]]],
    },
  )
})

test('the limit holds across a restart', async () => {
  const chunks = await logOf([{ bytes: new Uint8Array(30_000).fill(120), crash: true }])
  expect(chunks.reduce((length, { text }) => length + text.length, 0)).toBe(10_000)
})

test('a log that fails for a while gets everything once it takes it again', async () => {
  const files = openSpool(mkdtempSync(join(root, 'spool-')), 'make')
  const log = makeLog()
  const { logs } = log.process()
  let failures = 2
  const failing: Logs = {
    ...logs,
    append: async (effect, chunks) => {
      if (failures-- > 0) throw new Error('full')
      await logs.append(effect, chunks)
    },
  }
  const maskFactory = () => makeMasker([])
  const spool = followSpool(files, {
    effect,
    logs: failing,
    maskFactory,
    outputMaxBytes: 100,
    logged: log.logged(),
    now: () => 0,
  })
  writeSync(files.stdout, 'one ')
  await sleep(50)
  writeSync(files.stdout, 'two')
  await sleep(1100)
  await spool.finish()
  expect(log.chunks.map(({ text }) => text).join('')).toBe('one two')
})
