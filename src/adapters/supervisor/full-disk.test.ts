import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test } from 'vitest'
import { benchIn, carryOut, shell } from '../../../test/executor/bench.ts'

/** A disk of 1 MB of our own; without the right to mount one there is nothing to fill. */
const root = mkdtempSync(join(tmpdir(), 'kneeboard-full-'))
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'kneeboard', root]).status === 0
afterAll(() => {
  if (mounted) spawnSync('umount', [root])
  rmSync(root, { recursive: true, force: true })
})

const filler = join(root, 'filler')
afterEach(() => rmSync(filler, { force: true }))

/** Leaves nothing. */
function fill(): void {
  for (let size = 2 ** 20; size >= 1; size = size >> 1) {
    try {
      writeFileSync(filler, Buffer.alloc(size), { flag: 'a' })
    } catch {
      continue
    }
  }
}

describe.skipIf(!mounted)('on a full disk (needs the right to mount a tmpfs)', () => {
  const bench = mounted ? benchIn(root) : undefined

  test('an attempt whose folder cannot be written is refused before its start, and works once there is room', async () => {
    if (!bench) return
    const attempt = bench.attempt(shell('echo x'))
    fill()
    await expect(bench.executor.prepare(attempt)).rejects.toThrow(/ENOSPC/)
    rmSync(filler)
    expect(await carryOut(bench, attempt)).toMatchObject({ end: { kind: 'exit', code: 0 }, stdout: 'x\n' })
  })

  test('a command that fills the disk itself has its outcome', async () => {
    if (!bench) return
    const attempt = bench.attempt(shell(`head -c 4000000 /dev/zero >${filler} 2>/dev/null || exit 7`))
    expect(await carryOut(bench, attempt)).toMatchObject({ end: { kind: 'exit', code: 7 } })
  })

  test('output that has no room in the log is told as a full disk, and is found once there is room', async () => {
    if (!bench) return
    const source = `echo begun; head -c 4000000 /dev/zero >${filler} 2>/dev/null || exit 7`
    const attempt = bench.attempt(shell(source))
    await expect(carryOut(bench, attempt)).rejects.toMatchObject({ code: 'full' })
    rmSync(filler)
    const recovery = await bench.restart().recover(attempt.effect, bench.executor.place)
    if (recovery.kind !== 'known') throw new Error(`recovered as ${JSON.stringify(recovery)}`)
    expect(await recovery.outcome).toMatchObject({ end: { kind: 'exit', code: 7 }, stdout: 'begun\n' })
    expect(await bench.log(attempt.effect, 'stdout')).toBe('begun\n')
  })

  test('a claim that cannot be written runs nothing, and says so', async () => {
    if (!bench) return
    const attempt = bench.attempt(shell(`touch ${join(root, 'ran')}`))
    await bench.executor.prepare(attempt)
    fill()
    const outcome = await bench.executor.run(attempt).catch((error: Error) => error.message)
    rmSync(filler)
    const said = typeof outcome === 'string' ? outcome : JSON.stringify(outcome.end)
    expect(said).toMatch(/ENOSPC|disk full|cannot be written/)
    expect(existsSync(join(root, 'ran'))).toBe(false)
  })
})
