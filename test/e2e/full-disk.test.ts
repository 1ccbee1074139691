import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { desksWith } from '../desk.ts'
import { inPipe } from './kneeboard.ts'

/** A disk of our own that is soon full; without the right to mount one there is nothing to fill. */
const disk = mkdtempSync(join(tmpdir(), 'kneeboard-full-'))
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m,mode=700', 'kneeboard', disk]).status === 0
afterAll(() => {
  if (mounted) spawnSync('umount', [disk])
  rmSync(disk, { recursive: true, force: true })
})

const desk = desksWith(() => ({
  'fill.md': `# Fill the disk

## Steps

1. Begin

   \`\`\`bash {auto}
   echo begun >> effects
   \`\`\`
2. Fill

   \`\`\`bash {auto}
   echo filled >> effects; cat /dev/zero > '${disk}/filler' 2>/dev/null || true
   \`\`\`
3. End

   \`\`\`bash {auto}
   echo ended >> effects
   \`\`\`
`,
}))

describe.skipIf(!mounted)('the disk of the records is full (needs the right to mount a tmpfs)', () => {
  test('a run says so and what to do; once there is room it goes on, everything done once', async () => {
    const here = desk()
    const data = join(disk, 'data')
    mkdirSync(data, { mode: 0o700 })
    const stopped = await inPipe(here, ['--data', data, 'run', 'fill.md', '--mode', 'auto'])
    const said = (stopped.out + stopped.err).replaceAll(/\s+/g, ' ')
    expect(said).toMatch(/no space left|database or disk is full/i)
    expect(said).toContain('free space')
    expect(said).not.toContain(' at file:')
    expect(stopped.exit).toBe(2)
    const again = await inPipe(here, ['--data', data, 'resume'])
    expect((again.out + again.err).replaceAll(/\s+/g, ' ')).toContain('free space')
    expect(again.exit).toBe(2)

    rmSync(join(disk, 'filler'))
    const resumed = await inPipe(here, ['--data', data, 'resume'])
    expect(resumed.out).toContain('Succeeded')
    expect(resumed.exit).toBe(0)
    expect(readFileSync(join(here.folder, 'effects'), 'utf8')).toBe('begun\nfilled\nended\n')
    expect((await inPipe(here, ['--data', data, 'audit', 'verify'])).exit).toBe(0)
  })
})
