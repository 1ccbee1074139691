import { expect, test } from 'vitest'
import type { Verb } from '../../src/access/verb.ts'
import { rights, verbs } from '../../src/access/verb.ts'
import { makeCli } from '../../src/cli/cli-context.ts'
import { makeProgram } from '../../src/cli/cli.ts'
import { commandsFor } from '../../src/cli/commands/commands.ts'
import type { CliWorld } from '../../src/cli/world.ts'
import type { RouteName } from '../../src/contract/api.ts'
import { api } from '../../src/contract/api.ts'
import type { Route } from '../../src/contract/route.ts'
import { libraryTools } from '../../src/mcp/library-tools.ts'
import { runTools } from '../../src/mcp/run-tools.ts'

/** What each command asks for. A new command is not here and so fails the test: it is decided, then written down. */
const commands: Readonly<Record<string, readonly Verb[]>> = {
  init: [],
  new: [],
  list: ['list-library'],
  show: ['show-runbook'],
  history: ['runbook-history'],
  diff: ['runbook-diff'],
  fetch: ['fetch-library'],
  lint: ['lint-library'],
  run: ['plan-run', 'start-run', 'resume-run', 'answer', 'edit-command', 'approve', 'steer-run'],
  runs: ['list-runs'],
  status: ['show-run'],
  resume: ['resume-run', 'replace-plan'],
  join: ['resume-run'],
  cancel: ['cancel-run'],
  note: ['add-note'],
  remark: ['add-note'],
  'hand-over': ['hand-over'],
  attach: ['attach-file'],
  evidence: ['read-evidence'],
  validate: ['validate-run'],
  log: ['read-log'],
  report: ['report-run'],
  export: ['export-run', 'export-record'],
  redact: ['redact-run'],
  hold: ['hold-run'],
  prune: ['prune-runs'],
  backup: ['back-up'],
  // Where there is nothing yet there is nobody to ask: it is the folder of whoever may write there.
  restore: [],
  audit: [],
  'audit verify': ['verify-record'],
  'audit tip': ['ledger-tip'],
  'audit sign': ['sign-ledger'],
  doctor: ['examine'],
  serve: [],
  runner: [],
  mcp: [],
}

const routes = Object.entries(api) as readonly (readonly [RouteName, Route])[]
const tools = [...libraryTools, ...runTools]

test('every command says what it asks for', async () => {
  const { stdin, stdout, stderr } = process
  // Only what is needed to write down its help: nothing is carried out.
  const cli = makeCli({ stdin, stdout, stderr, environment: {}, version: '0' } as unknown as CliWorld)
  const program = makeProgram(cli, await commandsFor({ part: 'everything' }))
  const names = program.commands.flatMap((command) => [
    command.name(),
    ...command.commands.map((inner) => `${command.name()} ${inner.name()}`),
  ])
  expect(names.toSorted()).toEqual(Object.keys(commands).toSorted())
})

test('every verb is offered by a route, a command or a tool', () => {
  const offered = new Set<string>([
    ...routes.flatMap(([, { rights }]) => (typeof rights === 'string' ? [] : rights)),
    ...Object.values(commands).flat(),
    ...tools.map(({ verb }) => verb),
  ])
  expect(verbs.filter((verb) => !offered.has(verb))).toEqual([])
})

test('an agent is offered nothing that is not for agents', () => {
  expect(tools.map(({ name, verb }) => [name, verb])).toEqual([
    ['search_runbooks', 'search-library'],
    ['list_runbooks', 'list-library'],
    ['read_runbook', 'show-runbook'],
    ['runbook_history', 'runbook-history'],
    ['runbook_diff', 'runbook-diff'],
    ['lint_text', 'lint-library'],
    ['plan_run', 'plan-run'],
    ['propose_edit', 'propose-edit'],
    ['list_runs', 'list-runs'],
    ['read_run', 'show-run'],
    ['read_log', 'read-log'],
    ['watch_run', 'show-run'],
    ['start_run', 'start-run'],
    ['cancel_run', 'cancel-run'],
  ])
  expect(tools.filter(({ verb }) => rights[verb].by !== 'all')).toEqual([])
})
