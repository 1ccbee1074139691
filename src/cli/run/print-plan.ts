import type { App } from '../../app/app.ts'
import { planRun } from '../../app/start-run.ts'
import type { Plan } from '../../plan/plan.ts'
import type { Cli } from '../cli-context.ts'
import { columnsOf, complain, print, printJson } from '../cli-context.ts'
import type { ExitCode } from '../exit-code.ts'
import { exitCodes } from '../exit-code.ts'
import type { FileArgument } from '../file-argument.ts'
import { libraryPath } from '../file-argument.ts'
import { givenParams } from '../param.ts'
import { isTrouble } from '../trouble.ts'
import { landingText } from './landing.ts'
import { openingLines } from './opening.ts'
import { planLines } from './plan-lines.ts'
import { previewPlan, stepsInOrder } from '../../run/preview.ts'

export type PlanOptions = { readonly json?: true; readonly param?: readonly string[] }

/** Prints the plan of a run: executes nothing and records nothing. */
export async function printPlan(
  cli: Cli,
  app: App,
  file: FileArgument,
  options: PlanOptions,
): Promise<ExitCode> {
  const planned = await planRun(app, {
    path: libraryPath(cli.world, app, file),
    given: givenParams(options.param),
    ...(file.section === undefined ? {} : { section: file.section }),
  })
  if (isTrouble(planned)) return complain(cli, planned, app)
  if (options.json) printJson(cli, planned.plan)
  else await printDryRun(cli, app, planned.plan)
  return exitCodes.fine
}

/** The plan in words, with where its commands would land. */
export async function printDryRun(cli: Cli, app: App, plan: Plan): Promise<void> {
  const view = { columns: columnsOf(cli), styles: cli.styles }
  const facts = {
    mode: 'auto',
    cwd: app.startDirectory(plan.runbook.path),
    environment: app.driver.environment,
  } as const
  const landing = await app.landings.look(facts.cwd, {})
  print(cli, [
    ...openingLines(plan, 'dry run: nothing is executed', view),
    `  ${view.styles.dim(`it would begin ${landingText(landing)}`)}`,
    ...planLines(plan, previewPlan(plan, facts), view),
  ])
}

/** The plan and what each command would be, for programs: schema `kneeboard.dry-run/1`. */
export function printDryRunJson(cli: Cli, app: App, plan: Plan): void {
  const facts = {
    mode: 'auto',
    cwd: app.startDirectory(plan.runbook.path),
    environment: app.driver.environment,
  } as const
  const previews = previewPlan(plan, facts)
  printJson(cli, {
    schema: 'kneeboard.dry-run/1',
    plan,
    steps: stepsInOrder(plan).map((step) => ({
      id: step.id,
      title: step.title,
      rung: step.rung,
      commands: step.commands.map((command) => previews.get(command) ?? null),
    })),
  })
}
