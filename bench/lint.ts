import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inTurns, median, report, reportValue } from './measure.ts'

/**
 * What lint costs on thousands of real runbooks: cold beside markdownlint on the same files, warm with what was kept. Whole processes of the published bundle, start to end.
 * `npm run build && node bench/lint.ts`
 */
const corpus = join(import.meta.dirname, '../../shared/corpus/markdown')
const peer = '--markdownlint'

if (process.argv[2] === peer) {
  await markdownlint(process.argv.slice(3))
} else if (!existsSync(corpus)) {
  console.log('skipped: bench/lint needs ../shared/corpus')
} else if (!existsSync('dist/cli.js')) {
  console.log('skipped: bench/lint needs `npm run build`')
} else {
  await measure()
}

async function markdownlint(files: readonly string[]): Promise<void> {
  const { lint } = await import('markdownlint/sync')
  const root = files[0] ?? ''
  const strings = runbooksBelow(root).map((path) => [path, readFileSync(join(root, path), 'utf8')] as const)
  const found = lint({ strings: Object.fromEntries(strings) })
  console.log(`${Object.values(found).flat().length} findings in ${strings.length} files`)
}

/** The files that `kneeboard lint` looks at: hidden folders are passed by. */
function runbooksBelow(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (path) => /\.md(?:\.erb)?$/.test(path) && !/(?:^|\/)\./.test(path),
  )
}

async function measure(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kb-bench-lint-'))
  // As the package is laid out, so that the source tree is not what runs.
  for (const part of ['bin', 'dist', 'package.json'])
    cpSync(part, join(folder, 'package', part), { recursive: true })
  mkdirSync(join(folder, 'cache'))
  const environment = {
    ...process.env,
    XDG_CACHE_HOME: join(folder, 'cache'),
    NODE_COMPILE_CACHE: join(folder, 'compiled'),
  }
  const node = (...args: string[]): Promise<number> => {
    const from = performance.now()
    const { status, stderr } = spawnSync(process.execPath, args, {
      env: environment,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    // 1 is what lint ends with when it has found something.
    if (status !== 0 && status !== 1) throw new Error(`${args.join(' ')}: ${String(stderr)}`)
    return Promise.resolve(performance.now() - from)
  }
  const ours = (...args: string[]): Promise<number> =>
    node(join(folder, 'package', 'bin', 'kneeboard.js'), ...args)
  const lint = ['lint', '--library', corpus]
  const files = runbooksBelow(corpus).length
  try {
    const cold = await inTurns(
      3,
      () => ours(...lint, '--no-cache'),
      () => node(import.meta.filename, peer, corpus),
    )
    report(`lint of ${files} files, cold`, 'ms', cold, 'markdownlint', { kind: 'at-most', value: 0.4 })
    await ours(...lint)
    const warm: number[] = []
    for (let round = 0; round < 9; round++) warm.push(await ours(...lint))
    reportValue('the same, warm', 'ms', median(warm), { kind: 'at-most', value: 500 })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
