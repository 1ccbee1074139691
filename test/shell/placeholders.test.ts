import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { bindValues } from '../../src/shell/bind.ts'
import type { ShellBlock } from '../../src/shell/judge.ts'
import { judgeShell } from '../../src/shell/judge.ts'
import { corpusBlocks, corpusIsThere } from './corpus-blocks.ts'
import { payloads } from './payloads.ts'
import type { Case } from './real-shell.ts'
import { runCases, shellPath } from './real-shell.ts'

// Security test 3: what is open in real runbooks, filled with hostile values.
// `KB_CORPUS=all npx vitest run test/shell/placeholders` fills every block with every value.

const everything = process.env['KB_CORPUS'] === 'all'
const bash = shellPath('bash') ?? 'bash'

const blocks = corpusIsThere
  ? corpusBlocks()
      .map((text) => judgeShell(text, { dialect: 'bash', known: new Set() }))
      .filter((judged): judged is ShellBlock => judged.kind === 'block')
  : []

const open = blocks.filter((block) => block.holes.length > 0)

/** Each block with some of the values, drawn by turns so that every value meets many blocks. */
function casesOf(block: ShellBlock, index: number): readonly Case[] {
  const values = everything
    ? payloads
    : Array.from({ length: 4 }, (_, turn) => payloads[(index * 4 + turn) % payloads.length] ?? '')
  return values.flatMap((value) => {
    const filled = new Map(
      block.holes.map((hole) => [hole.name, { value, integer: false, origin: 'person' as const }]),
    )
    const bound = bindValues(block.source, 'bash', block.holes, filled)
    return bound.kind === 'bound' ? [bound] : []
  })
}

describe.skipIf(!corpusIsThere)('placeholders of the corpus', () => {
  it('there are many, and most blocks with them take a value', () => {
    const taken = open.filter(({ source, holes }) => {
      const values = new Map(
        holes.map((hole) => [hole.name, { value: 'web1', integer: false, origin: 'outside' as const }]),
      )
      return bindValues(source, 'bash', holes, values).kind === 'bound'
    })
    expect(open.length).toBeGreaterThan(500)
    expect(taken.length / open.length).toBeGreaterThan(0.95)
  })

  it('filled with hostile values nothing of them is run', { timeout: 3_600_000 }, () => {
    const chosen = everything ? open : open.filter((_, index) => index % 3 === 0)
    const cases = chosen.flatMap(casesOf)
    expect(cases.length).toBeGreaterThan(100)
    // A restricted bash changes no directory and redirects nowhere; all it finds on PATH is `touch`.
    const { files } = runCases(cases, { shell: bash, flags: ['-r'], commands: [], casesAtOnce: 200 })
    expect(files).toEqual([])
  })

  it('every block that is offered is one bash takes', { timeout: 600_000 }, () => {
    const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
    const bound = blocks.map(({ source, holes }) => {
      const values = new Map(
        holes.map((hole) => [hole.name, { value: '1', integer: true, origin: 'outside' as const }]),
      )
      const result = bindValues(source, 'bash', holes, values)
      return result.kind === 'bound' ? result.source : ':'
    })
    const script = bound.map(
      (source, index) => `printf %s ${quoted(`${source}\n`)} | ${bash} -n 2>/dev/null || echo ${index}`,
    )
    const refused = spawnSync(bash, [], { input: script.join('\n') })
      .stdout.toString('utf8')
      .trim()
    expect(
      refused
        .split('\n')
        .filter(Boolean)
        .map((index) => bound[Number(index)]),
    ).toEqual([])
  })
})
