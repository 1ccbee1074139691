import type { Runbook } from '../document/runbook.ts'
import { readRunbook } from '../document/read.ts'
import type { Statement, ValidationState } from '../library/validation.ts'
import { readStatements, validationOf, validationPath } from '../library/validation.ts'
import type { LintFacts } from '../lint/context.ts'
import { readSource } from '../text/source.ts'
import type { App } from './app.ts'

/** What colleagues have stated about a runbook, oldest first. */
export async function statementsIn(
  { library }: Pick<App, 'library'>,
  path: string,
): Promise<readonly Statement[]> {
  const read = await library.read(validationPath(path))
  return read.kind === 'file' ? readStatements(new TextDecoder().decode(read.bytes)) : []
}

/** Whether what they have stated holds for the text as it stands. */
export const validationIn = async (app: App, path: string, runbook: Runbook): Promise<ValidationState> =>
  validationOf(runbook, await statementsIn(app, path))

/** The same as a fact for lint: nothing is said of runbooks about which nobody has stated anything. */
export async function validationFact(
  app: App,
  path: string,
  bytes: Uint8Array,
): Promise<Pick<LintFacts, 'validation'>> {
  const statements = await statementsIn(app, path)
  const read = statements.length === 0 ? undefined : readSource(bytes)
  if (read?.kind !== 'source') return {}
  const { kind } = validationOf(readRunbook(read.source, path.split('/').at(-1) ?? path), statements)
  return kind === 'none' ? {} : { validation: kind }
}
