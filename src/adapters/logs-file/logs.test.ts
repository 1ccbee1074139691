import { appendFile, mkdtemp, open, readFile, rm, stat, symlink, writeFile, mkdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { logsSuite } from '../../../test/conformance/logs.suite.ts'
import { runNumber } from '../../../test/conformance/run.ts'
import type { EffectId } from '../../run/id.ts'
import { effectId } from '../../run/id.ts'
import { wholeChunks } from './line.ts'
import { openFileLogs } from './logs.ts'

const effect = effectId(runNumber(1), 7)
const chunk = { stream: 'stdout', from: 0, to: 5, at: 1_700_000_000_000, text: 'hello' } as const

logsSuite('logs-file', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kb-logs-'))
  return {
    open: () => openFileLogs(folder),
    tear: (effect) =>
      appendFile(join(folder, `${effect}.ndjson`), '{"stream":"stdout","from":8,"to":12,"at":17,"te'),
    remove: () => rm(folder, { recursive: true }),
  }
})

describe('log files', () => {
  const check = (title: string, body: (folder: string) => Promise<void>) =>
    test(title, async () => {
      const folder = await mkdtemp(join(tmpdir(), 'kb-logs-'))
      await body(folder).finally(() => rm(folder, { recursive: true }))
    })

  check('are NDJSON that only their user may read, whatever the umask', async (folder) => {
    const before = process.umask(0)
    await openFileLogs(folder)
      .append(effect, [chunk, chunk])
      .finally(() => process.umask(before))
    const path = join(folder, `${effect}.ndjson`)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect((await stat(join(folder, runNumber(1)))).mode & 0o777).toBe(0o700)
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([chunk, chunk])
  })

  check('are not written through links', async (folder) => {
    await mkdir(join(folder, runNumber(1)))
    await writeFile(join(folder, 'elsewhere'), '')
    await symlink(join(folder, 'elsewhere'), join(folder, `${effect}.ndjson`))
    await expect(openFileLogs(folder).append(effect, [chunk])).rejects.toMatchObject({ code: 'foreign' })
    await symlink(folder, join(folder, runNumber(2)))
    const linked = openFileLogs(folder).append(effectId(runNumber(2), 1), [chunk])
    await expect(linked).rejects.toMatchObject({ code: 'foreign' })
    expect(await readFile(join(folder, 'elsewhere'), 'utf8')).toBe('')
  })

  check('are never looked for outside their folder', async (folder) => {
    const outside = '../../etc/passwd' as EffectId
    await expect(openFileLogs(folder).append(outside, [chunk])).rejects.toThrow('not an effect')
    await expect(openFileLogs(folder).read(outside, 0)).rejects.toThrow('not an effect')
  })

  check('that are damaged in the middle are reported; reopening cuts them there', async (folder) => {
    const logs = openFileLogs(folder)
    await logs.append(effect, [chunk])
    await appendFile(join(folder, `${effect}.ndjson`), '\0\0\0\0\n')
    await appendFile(join(folder, `${effect}.ndjson`), `${JSON.stringify(chunk)}\n`)
    await expect(logs.read(effect, 0)).rejects.toMatchObject({ code: 'corrupt' })
    expect(await logs.reopen(effect)).toEqual({ stdout: 5, stderr: 0 })
    expect(await logs.read(effect, 0)).toEqual([chunk])
  })

  check('are read through once: then a page costs its own part of the file and no more', async (folder) => {
    const logs = openFileLogs(folder)
    const piece = 'a line of some length that stands for all the others\n'.repeat(1_000)
    for (let n = 0; n < 60; n++) await logs.append(effect, [{ ...chunk, text: piece }])
    const before = await logs.lines(effect, { from: 59_000, count: 2 })
    const path = join(folder, `${effect}.ndjson`)
    // Whoever read the middle again would find that it is damaged.
    const file = await open(path, 'r+')
    const { size } = await file.stat()
    await file.write(new Uint8Array(1_000_000), 0, 1_000_000, 1_000_000)
    await file.close()
    expect(size).toBeGreaterThan(3_000_000)
    expect(await logs.lines(effect, { from: 59_000, count: 2 })).toEqual(before)
    expect((await logs.lines(effect, { from: 0, count: 1 })).lines).toHaveLength(1)
    await logs.append(effect, [{ ...chunk, text: 'and one more\n' }])
    expect(await logs.lines(effect, { from: 60_000, count: 9 })).toMatchObject({
      lines: [{ text: 'and one more' }],
      all: 60_001,
    })
    await expect(logs.lines(effect, { from: 25_000, count: 1 })).rejects.toMatchObject({ code: 'corrupt' })
  })

  test('a line that is JSON and yet no chunk is damage', () => {
    for (const line of ['null', '[]', '{}', '{"stream":"x","from":0,"to":1,"at":1,"text":""}', '7'])
      expect(wholeChunks(new TextEncoder().encode(`${line}\n`)).damagedAt).toBe(0)
    const backwards = '{"stream":"stdout","from":5,"to":1,"at":1,"text":""}\n'
    expect(wholeChunks(new TextEncoder().encode(backwards)).damagedAt).toBe(0)
  })
})
