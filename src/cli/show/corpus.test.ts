import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { documentHash, executableHash } from '../../document/executable.ts'
import { readRunbook } from '../../document/read.ts'
import { makePlan } from '../../plan/make.ts'
import { offersOf } from '../../plan/offer.ts'
import { readSource } from '../../text/source.ts'
import { planLines } from '../run/plan-lines.ts'
import { previewPlan } from '../../run/preview.ts'
import { plain } from '../terminal/style.ts'
import { describeRunbook } from './describe.ts'
import { explainRunbook } from './explain.ts'
import { runbookJson } from './runbook-json.ts'

const corpus = '../shared/corpus/markdown'
const view = { columns: 80, styles: plain }
const environment = new Set(['HOME', 'PATH'])

/** What may never be written to a terminal: controls (but line ends and tabs) and format characters. */
const unseen = /(?![\n\t])[\p{Cc}\p{Cf}]/u

describe.skipIf(!existsSync(corpus))('every runbook of the corpus', () => {
  const files = existsSync(corpus)
    ? readdirSync(corpus, { recursive: true, encoding: 'utf8' }).filter((name) =>
        /\.(?:md|markdown)$/i.test(name),
      )
    : []

  test(
    'is shown, explained, planned and written as JSON, and nothing unseen gets through',
    { timeout: 300_000 },
    () => {
      const bad: string[] = []
      let runnable = 0
      for (const file of files) {
        const shown = open(file)
        if (!shown) continue
        const text = [...describeRunbook(shown, view), ...explainRunbook(shown, view), ...plan(shown)].join(
          '\n',
        )
        // An emoji's own joiners and selectors are seen: as the emoji.
        if (unseen.test(text.replaceAll(/\u200D|\uFE0E|\uFE0F/g, ''))) bad.push(file)
        const json = JSON.parse(JSON.stringify(runbookJson(shown))) as {
          steps: readonly { blocks: readonly Block[] }[]
        }
        for (const { action, language, placeholders } of json.steps.flatMap(({ blocks }) => blocks)) {
          if (action === null) continue
          runnable++
          if (language === '' || language === 'console' || placeholders === undefined)
            bad.push(`${file}: ${language}`)
        }
      }
      expect(bad).toEqual([])
      expect(files.length).toBeGreaterThan(2000)
      expect(runnable).toBeGreaterThan(1000)
    },
  )
})

type Block = {
  readonly action: string | null
  readonly language: string
  readonly placeholders?: readonly unknown[]
}

function open(file: string) {
  const bytes = readFileSync(join(corpus, file))
  const read = readSource(bytes)
  if (read.kind !== 'source') return undefined
  const runbook = readRunbook(read.source, file.split('/').at(-1) ?? file)
  return {
    kind: 'runbook',
    path: file,
    runbook,
    documentHash: documentHash(bytes),
    executableHash: executableHash(runbook),
    offers: offersOf(runbook, environment),
    findings: [],
    validation: { kind: 'none' },
  } as const
}

function plan(shown: NonNullable<ReturnType<typeof open>>): readonly string[] {
  const { runbook, path, documentHash, executableHash } = shown
  const version = { kind: 'unversioned' } as const
  const made = makePlan({
    runbook,
    path,
    given: new Map(),
    version,
    documentHash,
    executableHash,
    environment,
  })
  if (made.kind === 'problems') return []
  return planLines(made.plan, previewPlan(made.plan, { mode: 'auto', cwd: '/', environment }), view)
}
