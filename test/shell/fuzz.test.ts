import { describe, expect, it } from 'vitest'
import { spawnSync } from 'node:child_process'
import { bindValues } from '../../src/shell/bind.ts'
import type { ShellDialect } from '../../src/shell/dialect.ts'
import type { Hole } from '../../src/shell/judge.ts'
import { judgeShell } from '../../src/shell/judge.ts'
import { benign, payloads } from './payloads.ts'
import type { Case } from './real-shell.ts'
import { runCases, shellPath } from './real-shell.ts'
import { drawFrom, pick, scriptFrom } from './scripts.ts'

// Security test 2: generated scripts. `KB_FUZZ_SEEDS=100000 npx vitest run test/shell/fuzz` runs them all.

const seeds = Number(process.env['KB_FUZZ_SEEDS'] ?? 2_000)
const firstSeed = Number(process.env['KB_FUZZ_FROM'] ?? 0)
const dialects: readonly ShellDialect[] = ['bash', 'sh', 'zsh']

type Generated = {
  readonly seed: number
  readonly source: string
  readonly holes: readonly Hole[]
  readonly bound: Case
  readonly dialect: ShellDialect
}

/** What a seed gives: a bound case, or nothing when the script or its values were refused. */
function generate(seed: number): Generated | undefined {
  const draw = drawFrom(seed)
  const source = scriptFrom(draw)
  const dialect = pick(draw, dialects)
  const judged = judgeShell(source, { dialect, known: new Set() })
  if (judged.kind === 'refused') return undefined
  const from = draw.below(3) === 0 ? benign : payloads
  const values = new Map(
    judged.holes.map((hole) => [
      hole.name,
      { value: pick(draw, from), integer: false, origin: 'person' as const },
    ]),
  )
  const bound = bindValues(judged.source, dialect, judged.holes, values)
  return bound.kind === 'bound'
    ? { seed, source: judged.source, holes: judged.holes, bound, dialect }
    : undefined
}

/** The script with a plain word for each hole that was replaced. */
function withWords({ source, holes }: Generated): string {
  let text = ''
  let kept = 0
  for (const hole of holes.filter(({ kind }) => kind !== 'variable')) {
    text += `${source.slice(kept, hole.range.from)}kb${hole.name}kb`
    kept = hole.range.to
  }
  return text + source.slice(kept)
}

/** How bash itself prints what it parsed; quotes are taken out, for the references bring their own. */
function printedByBash(sources: readonly string[]): readonly string[] {
  const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
  const script = sources.map(
    (source) => `unset -f kbf; eval ${quoted(`kbf() {\n${source}\n}`)}; declare -f kbf; printf '\\001'`,
  )
  const result = spawnSync(shellPath('bash') ?? 'bash', [], {
    input: script.join('\n'),
    maxBuffer: 1 << 28,
    env: {},
  })
  return result.stdout.toString('utf8').split('\u0001')
}

const withoutReferences = (text: string): string =>
  text.replaceAll(/\$\{KB_(\w+)\}/g, (_, name: string) => `kb${name}kb`).replaceAll('"', '')

describe(`${seeds} generated scripts`, () => {
  const generated = Array.from({ length: seeds }, (_, index) => generate(firstSeed + index)).filter(
    (one) => one !== undefined,
  )

  it('a good part of them is bound, so that the rest of this suite says something', () => {
    expect(generated.length).toBeGreaterThan(seeds / 10)
  })

  it('bash parses what was bound to the tree it had, but for the references', { timeout: 1_800_000 }, () => {
    for (let from = 0; from < generated.length; from += 500) {
      const some = generated.slice(from, from + 500).filter(({ dialect }) => dialect !== 'zsh')
      const before = printedByBash(some.map(withWords))
      const after = printedByBash(some.map(({ bound }) => bound.source))
      // What bash does not take as a function body prints nothing; that must stay the exception.
      expect(before.filter((text) => text.trim() !== '').length).toBeGreaterThan(some.length * 0.95)
      for (const [index, { seed, source }] of some.entries())
        expect({ seed, source, tree: withoutReferences(after[index] ?? '') }).toEqual({
          seed,
          source,
          tree: (before[index] ?? '').replaceAll('"', ''),
        })
    }
  })

  const installed = dialects.filter((dialect) => shellPath(dialect) !== undefined)
  it.each(installed)('nothing a value says is run by %s', { timeout: 3_600_000 }, (dialect) => {
    const shell = shellPath(dialect) ?? dialect
    const own = generated.filter((one) => one.dialect === dialect)
    const commands = ['cat', 'sh', 'bash', 'awk', 'sed', 'xargs', 'find', 'env', 'timeout', 'tee']
    for (let from = 0; from < own.length; from += 2_000) {
      const some = own.slice(from, from + 2_000)
      const { files } = runCases(
        some.map(({ bound }) => bound),
        { shell, commands },
      )
      if (files.length === 0) continue
      const guilty = some.find(({ bound }) => runCases([bound], { shell, commands }).files.length > 0)
      expect({ files, seed: guilty?.seed, source: guilty?.source, bound: guilty?.bound }).toEqual({
        files: [],
      })
    }
  })
})
