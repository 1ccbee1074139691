import * as z from 'zod/mini'
import { executableHash, stepContentHash } from '../document/executable.ts'
import type { Runbook } from '../document/runbook.ts'

/**
 * A colleague's statement, with a run behind it, that a runbook works (AWS Well-Architected OPS07-BP03, step 5). It
 * lies beside the library, where git carries it; unless it is signed, it is what somebody claims.
 */
export const statementSchema = z.object({
  /** Of what can be executed in the text it is about. */
  executableHash: z.string(),
  /** Every top-level step with the hash of its content, so that a change can be named. */
  steps: z.array(z.object({ title: z.string(), hash: z.string() })),
  by: z.string(),
  /** RFC 3339. */
  at: z.string(),
  run: z.string(),
  /** Last hash of the run's record when it was stated. */
  tip: z.string(),
  note: z.exactOptional(z.string()),
})
export type Statement = z.output<typeof statementSchema>

const fileSchema = z.object({
  schema: z.literal('kneeboard.validation/1'),
  path: z.string(),
  statements: z.array(statementSchema),
})

export type ValidationState =
  | { readonly kind: 'none' }
  | { readonly kind: 'current'; readonly statement: Statement }
  /** The steps have changed since: `changed` names those that are new, gone or different. */
  | { readonly kind: 'lapsed'; readonly statement: Statement; readonly changed: readonly string[] }

/** Where statements lie in a library. */
export const validationFolder = '.kneeboard/validations'

/** Where those about a runbook lie. */
export const validationPath = (path: string): string => `${validationFolder}/${path}.json`

/** The statements in a file's text; none when it is not such a file. */
export function readStatements(text: string): readonly Statement[] {
  try {
    const parsed = z.safeParse(fileSchema, JSON.parse(text))
    return parsed.success ? parsed.data.statements : []
  } catch {
    return []
  }
}

/** The file with one statement more, the newest last. Line breaks, so that a review shows what was added. */
export const writeStatements = (path: string, statements: readonly Statement[]): string =>
  `${JSON.stringify({ schema: 'kneeboard.validation/1', path, statements }, undefined, 2)}\n`

/** What the statements say of the text as it stands: the newest that holds, else the newest. */
export function validationOf(runbook: Runbook, statements: readonly Statement[]): ValidationState {
  const newest = statements.at(-1)
  if (!newest) return { kind: 'none' }
  const now = executableHash(runbook)
  const current = statements.findLast((statement) => statement.executableHash === now)
  if (current) return { kind: 'current', statement: current }
  return { kind: 'lapsed', statement: newest, changed: changedSteps(runbook, newest) }
}

/** The steps a statement is about, as it keeps them. */
export const stepsStated = (runbook: Runbook): Statement['steps'] =>
  runbook.steps.map((step) => ({ title: step.title, hash: stepContentHash(step) }))

function changedSteps(runbook: Runbook, { steps }: Statement): readonly string[] {
  const now = stepsStated(runbook)
  const before = new Set(steps.map(({ hash }) => hash))
  const after = new Set(now.map(({ hash }) => hash))
  const titles = [
    ...now.filter(({ hash }) => !before.has(hash)),
    ...steps.filter(({ hash }) => !after.has(hash)),
  ].map(({ title }) => title)
  return [...new Set(titles)]
}
