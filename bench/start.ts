import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inTurns, median, report, reportValue } from './measure.ts'

/** What a whole process of the package costs, warm: `show` of one file beside an empty Node, and a one-step run. */
if (existsSync('dist/cli.js')) await measure()
else console.log('skipped: bench/start needs `npm run build`')

async function measure(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kb-bench-start-'))
  // As the package is laid out, so that the source tree is not what runs.
  for (const part of ['bin', 'dist', 'package.json'])
    cpSync(part, join(folder, 'package', part), { recursive: true })
  const library = join(folder, 'library')
  mkdirSync(library)
  writeFileSync(
    join(library, 'one.md'),
    '# One\n\n## Steps\n\n1. Step\n\n   ```bash {auto}\n   true\n   ```\n',
  )
  const env = { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') }
  const node = (...args: string[]): Promise<number> => {
    const from = performance.now()
    const { status, stderr } = spawnSync(process.execPath, args, {
      env,
      cwd: library,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    if (status !== 0) throw new Error(`${args.join(' ')}: ${String(stderr)}`)
    return Promise.resolve(performance.now() - from)
  }
  const ours = (...args: string[]): Promise<number> =>
    node(join(folder, 'package', 'bin', 'kneeboard.js'), '--library', library, ...args)
  const run = () => ours('run', 'one.md', '--mode', 'unattended', '--data', join(folder, 'data'))
  try {
    const show = await inTurns(
      15,
      () => ours('show', 'one.md'),
      () => node('-e', '0'),
    )
    report('show of one file, whole process', 'ms', show, 'node -e 0', { kind: 'at-most', value: 4 })
    const runs = await inTurns(9, run, () => node('-e', '0'))
    reportValue('a one-step run, whole process', 'ms', median(runs.map((pair) => pair.ours)), {
      kind: 'at-most',
      value: 300,
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
