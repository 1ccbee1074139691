import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, relative } from 'node:path'
import { readRunbook } from '../src/document/read.ts'
import type { Finding } from '../src/lint/finding.ts'
import { formatText } from '../src/lint/format/text.ts'
import { lintRunbook } from '../src/lint/lint.ts'
import type { Profile } from '../src/lint/profile.ts'
import { profiles } from '../src/lint/profile.ts'
import { readSource } from '../src/text/source.ts'

/**
 * Lints every file of a folder and says how many findings there are, by rule and by file:
 *   node tools/lint-corpus.ts [--folder DIR] [--profile strict] [--rule ID to see its findings] [--links]
 * Links are looked at when asked for: a collection seldom holds the whole of a library.
 */
const option = (name: string): string | undefined => {
  const at = process.argv.indexOf(`--${name}`)
  return at === -1 ? undefined : process.argv[at + 1]
}
const root = option('folder') ?? '../shared/corpus/markdown'
const profile = option('profile')
const shown = option('rule')
const chosen: readonly Profile[] = ['default', ...profiles.filter((name) => name === profile)]
const today = new Date().toISOString().slice(0, 10)

if (!existsSync(root)) {
  console.error(`${root} does not exist; name a folder with --folder`)
  process.exit(1)
}
const paths = globSync('**/*.{md,markdown,md.erb}', { cwd: root }).toSorted()
const known = process.argv.includes('--links') ? { files: new Set(paths) } : {}
const counts: number[] = []
const loud: number[] = []
const byRule = new Map<string, { findings: number; files: number }>()
let slowest = { path: '', ms: 0 }
for (const path of paths) {
  const findings = lintFile(path)
  counts.push(findings.length)
  loud.push(findings.filter(({ severity }) => severity !== 'info').length)
  for (const [rule, group] of Map.groupBy(findings, (finding) => finding.rule)) {
    const sum = byRule.get(rule) ?? { findings: 0, files: 0 }
    byRule.set(rule, { findings: sum.findings + group.length, files: sum.files + 1 })
  }
}
report()

function lintFile(path: string): readonly Finding[] {
  const read = readSource(readFileSync(`${root}/${path}`))
  if (read.kind === 'not-text') return []
  const before = performance.now()
  const runbook = readRunbook(read.source, basename(path))
  const findings = lintRunbook(runbook, { today, path, ...known }, { profiles: chosen, rules: {} })
  const ms = performance.now() - before
  if (ms > slowest.ms) slowest = { path, ms }
  const some = findings.filter(({ rule }) => rule === shown)
  if (some.length > 0)
    console.log(
      formatText([{ path: relative('.', `${root}/${path}`), text: read.source.text, findings: some }]),
    )
  return findings
}

function report(): void {
  for (const [rule, sum] of [...byRule].toSorted(([, a], [, b]) => b.files - a.files)) {
    console.log(
      `${rule.padEnd(36)} ${String(sum.findings).padStart(6)} in ${String(sum.files).padStart(5)} files`,
    )
  }
  console.log(`${paths.length} files, profiles ${chosen.join(' + ')}`)
  console.log(`findings per file: ${spread(counts)}; errors and warnings: ${spread(loud)}`)
  console.log(`slowest ${slowest.ms.toFixed(0)} ms ${slowest.path}`)
}

function spread(values: readonly number[]): string {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number): number => sorted[Math.floor((sorted.length - 1) * share)] ?? 0
  const mean = sorted.reduce((sum, value) => sum + value, 0) / Math.max(1, sorted.length)
  return `median ${at(0.5)}, p90 ${at(0.9)}, max ${at(1)}, mean ${mean.toFixed(2)}`
}
