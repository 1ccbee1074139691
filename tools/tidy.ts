import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * The shape of the house, held by a program and not by a reviewer: file lengths (with a list that may only
 * shrink), banned names and phrases with what to write instead, links in documents, invariants with their tests.
 */
type Complaint = { readonly where: string; readonly what: string }

const linesMax = 400

/** Files that were longer when the rule came, with their length then: they may only become shorter. */
const longFiles: Readonly<Record<string, number>> = {}

const bannedNames: readonly (readonly [RegExp, string])[] = [
  [/(^|\/)(utils?|helpers?|common|misc|types)(\.ts$|\/)/, 'name the file for the one noun it holds'],
]

/** [what, instead, where]: only looked for in the files the third names. */
const bannedPhrases: readonly (readonly [RegExp, string, RegExp])[] = [
  [/(\/\/|\*)\s*(TODO|FIXME)\b/, 'do it, or write an issue', /^(src|tools|bench)\/.*\.ts$/],
  [/@ts-(ignore|expect-error|nocheck)/, 'make the types say it', /\.ts$/],
  [/\b(it|describe|test)\.only\(/, 'run all tests', /\.test\.ts$/],
  [
    // The layer checker does not read JSX; what it holds for rooms, these two hold for pages.
    /from '(?:\.\.\/)+src\/(?:driver|executors|adapters|app|cli|server|main)\//,
    'pages see the pure rooms and the contract; the rest is behind HTTP',
    /^web\//,
  ],
  [/from '(?:\.\.\/)+web\//, 'the product works without its pages', /^src\//],
  [
    /from 'node:[a-z/]+'/,
    'pure rooms see no Node',
    /^src\/(text|hash|sink|document|shell|action|plan|lint|run|ledger|access|library|ports|contract)\/(?!.*\.test\.ts$)/,
  ],
]

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(file))

const complaints: Complaint[] = [...files.flatMap(ofName), ...files.flatMap(ofText), ...ofInvariants()]
for (const { where, what } of complaints) console.log(`${where}: ${what}`)
console.log(complaints.length === 0 ? 'tidy' : `${complaints.length} to put right`)
process.exitCode = complaints.length === 0 ? 0 : 1

function ofName(file: string): Complaint[] {
  if (!/^(src|web|test|tools|bench)\//.test(file)) return []
  return bannedNames.flatMap(([pattern, instead]) =>
    pattern.test(file) ? [{ where: file, what: `a drawer: ${instead}` }] : [],
  )
}

function ofText(file: string): Complaint[] {
  if (!/\.(ts|tsx|md)$/.test(file) || file === 'tools/tidy.ts') return []
  const text = readFileSync(file, 'utf8')
  const lines = text.split('\n')
  const found: Complaint[] = []
  if (
    /^(src|web)\/.*\.tsx?$/.test(file) &&
    !file.includes('.test.') &&
    lines.length > (longFiles[file] ?? linesMax)
  ) {
    found.push({ where: file, what: `${lines.length} lines: find the two nouns in it (at most ${linesMax})` })
  }
  for (const [pattern, instead, where] of bannedPhrases) {
    if (!where.test(file)) continue
    for (const [index, line] of lines.entries())
      if (pattern.test(line))
        found.push({ where: `${file}:${index + 1}`, what: `${pattern.exec(line)?.[0]}: ${instead}` })
  }
  if (file.endsWith('.md') && !/^(test|examples)\//.test(file)) found.push(...brokenLinks(file, lines))
  return found
}

function brokenLinks(file: string, lines: readonly string[]): Complaint[] {
  let fenced = false
  return lines.flatMap((line, index) => {
    if (line.trimStart().startsWith('```')) fenced = !fenced
    if (fenced) return []
    return [...line.replace(/`[^`]*`/g, '').matchAll(/\]\((?!https?:|mailto:|#)([^)\s#]+)/g)]
      .filter((match) => !existsSync(join(dirname(file), decodeURI(match[1] ?? ''))))
      .map((match) => ({ where: `${file}:${index + 1}`, what: `the link ${match[1]} leads nowhere` }))
  })
}

/** ARCHITECTURE.md: every invariant names, in backquotes, the file that holds it. */
function ofInvariants(): Complaint[] {
  const file = 'docs/ARCHITECTURE.md'
  if (!existsSync(file)) return [{ where: file, what: 'is missing' }]
  const [, section = ''] = readFileSync(file, 'utf8').split(/^## Invariants$/m)
  const invariants = (section.split(/^## /m)[0] ?? '').split('\n').filter((line) => /^\d+\. /.test(line))
  if (invariants.length === 0) return [{ where: file, what: 'lists no invariants' }]
  return invariants.flatMap((line) => {
    const holders = [...line.matchAll(/`([^`]+\.(?:ts|json|cjs))`/g)].map((match) => match[1] ?? '')
    if (holders.length === 0)
      return [{ where: file, what: `an invariant names nothing that holds it: ${line.slice(0, 60)}` }]
    return holders
      .filter((holder) => !existsSync(holder))
      .map((holder) => ({ where: file, what: `${holder} is not there` }))
  })
}
