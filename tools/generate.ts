import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import * as z from 'zod/mini'
import type { Rule } from '../src/lint/rule.ts'
import { rules } from '../src/lint/rules.ts'
import { reportSchema } from '../src/run/report/schema.ts'
import { configJsonSchema } from '../src/adapters/server-config/keys.ts'
import { markdownFence } from '../src/sink/markdown.ts'
import { configurationPage } from './configuration-page.ts'
import { limitsPage } from './limits-page.ts'

/**
 * Writes the files that are derived from code: a page for each lint rule and their index, schemas of what
 * programs can read, the keys of a server's configuration, the limits.
 * With `--check` nothing is written; it ends with 1 when a file is not what it should be.
 */
const folders = ['docs/rules', 'docs/schemas']
const pages = new Map([
  ['docs/rules/README.md', indexPage(rules)],
  ...rules.map((rule) => [`docs/rules/${rule.id}.md`, rulePage(rule)] as const),
  ['docs/configuration.md', configurationPage()],
  ['docs/limits.md', limitsPage()],
  ['docs/schemas/server-config-1.json', configSchemaFile()],
  ['docs/schemas/report-1.json', schemaFile('kneeboard.report/1', reportSchema)],
])
process.exitCode = process.argv.includes('--check') ? check(pages) : write(pages)

function write(wanted: ReadonlyMap<string, string>): number {
  for (const file of present()) if (!wanted.has(file)) rmSync(file)
  for (const [file, text] of wanted) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  }
  console.log(`${wanted.size} files written`)
  return 0
}

function check(wanted: ReadonlyMap<string, string>): number {
  const there = new Set(present())
  const stale = [...wanted].filter(([file, text]) => !there.has(file) || readFileSync(file, 'utf8') !== text)
  const left = [...there].filter((file) => !wanted.has(file))
  for (const file of [...stale.map(([file]) => file), ...left])
    console.error(`${file} is not what the code says`)
  if (stale.length + left.length === 0) return 0
  console.error('run: node tools/generate.ts')
  return 1
}

function present(): readonly string[] {
  const alone = ['docs/configuration.md', 'docs/limits.md'].filter((file) => existsSync(file))
  const within = folders.flatMap((folder) =>
    existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [],
  )
  return [...alone, ...within]
}

/** What a reader may rely on: later releases only add fields, so unknown ones are allowed. */
function schemaFile(title: string, schema: z.ZodMiniType): string {
  return `${JSON.stringify({ title, ...z.toJSONSchema(schema, { io: 'input' }) }, undefined, 2)}\n`
}

function configSchemaFile(): string {
  return `${JSON.stringify({ title: 'kneeboard.server.yaml', ...configJsonSchema() }, undefined, 2)}\n`
}

function indexPage(all: readonly Rule[]): string {
  const table = (title: string, text: string, some: readonly Rule[]) => [
    `## ${title}`,
    '',
    text,
    '',
    '| Rule | Severity | A runbook is well when |',
    '|---|---|---|',
    ...some.map(
      ({ id, severity, summary }) =>
        `| [${id}](${id}.md) | ${severity} | ${summary.replaceAll('|', '\\|')} |`,
    ),
    '',
  ]
  return [
    '# Lint rules',
    '',
    'Generated from `src/lint/rules/`; change the rule, then run `node tools/generate.ts`.',
    '',
    'A rule is switched off, or given another severity, in the configuration; for one place or one file by a comment that gives the reason:',
    '',
    '```markdown',
    '<!-- kneeboard-disable-next-line rule-id: the reason -->',
    '<!-- kneeboard-disable rule-id: the reason, for the whole file -->',
    '```',
    '',
    'Above a code block, the first form speaks for the whole block.',
    '',
    ...table(
      'On by default',
      'Near-certain defects, and what is worth knowing before someone follows the text.',
      all.filter(({ profiles }) => profiles.includes('default')),
    ),
    ...table(
      'Profile aws-well-architected',
      'What OPS07-BP03 asks a runbook to say; on by itself for a runbook made from the template.',
      all.filter(({ profiles }) => profiles.includes('aws-well-architected')),
    ),
    ...table(
      'Profile strict',
      'Matters of taste; on when asked for.',
      all.filter(({ profiles }) => profiles.includes('strict')),
    ),
  ].join('\n')
}

function rulePage({ id, summary, severity, profiles, docs }: Rule): string {
  return [
    `# ${id}`,
    '',
    summary,
    '',
    `Severity **${severity}**, in profile ${profiles.map((profile) => `\`${profile}\``).join(', ')}.`,
    '',
    '## What it finds',
    '',
    docs.what,
    '',
    ...sample('Not like this', docs.bad),
    ...sample('But like this', docs.good),
    '## Why',
    '',
    docs.why,
    '',
    '## Source',
    '',
    docs.source,
    '',
  ].join('\n')
}

/** A text that is too large to show, or that differs only in what is known about it, has no sample. */
function sample(title: string, text: string): readonly string[] {
  if (text === '') return []
  return [`## ${title}`, '', markdownFence(visible(text), 'markdown'), '']
}

/** An invisible character would be as invisible on the page as in a runbook. */
function visible(text: string): string {
  return text.replaceAll('\u00A0', '⍽')
}
