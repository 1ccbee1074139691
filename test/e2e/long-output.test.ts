import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { desksWith } from '../desk.ts'
import { entry, environmentOf, inPipe } from './kneeboard.ts'

/** How much the command prints; a gigabyte with `KB_OUTPUT_MB=1024`. More than the 64 MiB that are kept, in any case. */
const megabytes = Number(process.env['KB_OUTPUT_MB'] ?? 160)
const keptBytes = 64 * 2 ** 20

/**
 * What a process may take at its peak. It does not follow from how much was printed, but from what is kept: the
 * runtime takes about 100 MB, and a log is held twice at most while it is read.
 */
const residentMaxBytes = 640 * 2 ** 20

const line = 'a line of output that is long enough to be one, and is looked through for secrets like any\n'

const desk = desksWith(() => ({
  'long.md': `# Long

## Steps

1. Print

   \`\`\`bash {auto}
   yes '${line.trimEnd()}' | head -c ${megabytes * 2 ** 20}; echo "the end" >&2
   \`\`\`
2. Go on

   \`\`\`bash {auto}
   echo "it went on"
   \`\`\`
`,
}))

type Measured = {
  readonly exit: number | null
  readonly lines: readonly string[]
  readonly sawLastWords: boolean
  readonly peakBytes: number
}

/** Runs the real program and looks at what it takes at most; of what it prints only some is kept here. */
function measured(here: ReturnType<typeof desk>, args: readonly string[]): Promise<Measured> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [entry, ...args], {
      cwd: here.folder,
      env: environmentOf(here),
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let peakBytes = 0
    let tail = ''
    const look = setInterval(() => (peakBytes = Math.max(peakBytes, peakOf(child.pid ?? 0))), 20)
    let sawLastWords = false
    child.stdout.on('data', (data: Buffer) => {
      const text = tail + data.toString()
      sawLastWords ||= text.includes('the end')
      tail = text.slice(-20_000)
    })
    child.once('close', (exit) => {
      clearInterval(look)
      resolve({ exit, lines: tail.split('\n'), sawLastWords, peakBytes })
    })
  })
}

/** The most memory it ever had in use, as the kernel counts it. */
function peakOf(pid: number): number {
  try {
    const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Number(kilobytes ?? 0) * 1024
  } catch {
    return 0
  }
}

const bytesIn = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((file) => file.isFile())
    .reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0)

describe.skipIf(process.platform !== 'linux')(
  `a command that prints ${megabytes} MB`,
  { timeout: 300_000 },
  () => {
    test('is carried out, kept up to the limit, which is said, and takes no more memory or disk for what is beyond', async () => {
      const here = desk()
      const run = await measured(here, ['run', 'long.md', '--mode', 'auto'])
      console.log(`the run took ${Math.round(run.peakBytes / 2 ** 20)} MiB at its peak`)
      expect(run.exit).toBe(0)
      const said = run.lines.join('\n').replaceAll(/\s+/g, ' ')
      expect(said).toContain('it printed more than is kept: what came after the limit is in no log')
      expect(said).toContain('it went on')
      expect(run.peakBytes).toBeLessThan(residentMaxBytes)
      expect(bytesIn(here.state)).toBeLessThan(keptBytes * 1.25)

      const all = await measured(here, ['log', await runId(here)])
      console.log(`reading the log took ${Math.round(all.peakBytes / 2 ** 20)} MiB at its peak`)
      expect(all.exit).toBe(0)
      expect(all.lines.join('\n')).toContain('it went on')
      expect(all.peakBytes).toBeLessThan(residentMaxBytes)

      const some = await inPipe(here, ['log', await runId(here), '1', '--lines', '400000-400002'])
      expect(some.out.split('\n').filter((each) => each === line.trimEnd())).toHaveLength(3)
      expect(all.sawLastWords).toBe(true)
      const last = await inPipe(here, ['log', await runId(here), '1', '--lines', '-1'])
      expect(last.out).toContain('it printed more than 64 MiB')
      expect((await inPipe(here, ['audit', 'verify'])).exit).toBe(0)
    })
  },
)

async function runId(here: ReturnType<typeof desk>): Promise<string> {
  const { runs } = JSON.parse((await inPipe(here, ['runs', '--json'])).out) as { runs: { run: string }[] }
  return runs[0]?.run ?? ''
}
