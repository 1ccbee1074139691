import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import { resolve } from 'node:path'
import type { App, Trouble } from '../../app/app.ts'
import { attachFile } from '../../app/attach-file.ts'
import { listEvidence, readEvidence } from '../../app/read-evidence.ts'
import { findRun, showRun } from '../../app/show-run.ts'
import type { Evidence } from '../../run/evidence.ts'
import { attachmentName } from '../../run/attachment-name.ts'
import type { RunId } from '../../run/id.ts'
import { instanceIdOf, noTurns } from '../../run/instance-id.ts'
import { rfc3339 } from '../../run/report/instant.ts'
import { titleOf } from '../../run/report/title.ts'
import { terminalLine } from '../../sink/terminal.ts'
import type { Cli, GlobalOptions } from '../cli-context.ts'
import { columnsOf, complain, print, printJson, withApp } from '../cli-context.ts'
import type { ExitCode } from '../exit-code.ts'
import { exitCodes } from '../exit-code.ts'
import { readAttachment } from '../read-attachment.ts'
import { sizeWords } from '../../text/size-words.ts'
import { findStepOfRun } from '../step-argument.ts'
import { wrap } from '../terminal/wrap.ts'
import { isTrouble } from '../trouble.ts'
import { writeNewFile } from '../write-file.ts'

type AttachOptions = GlobalOptions & { readonly step?: string; readonly json?: true }
type EvidenceOptions = GlobalOptions & {
  readonly write?: number
  readonly to?: string
  readonly json?: true
}

export function addAttach(program: Command, cli: Cli): void {
  program
    .command('attach')
    .summary('keep a file with a run')
    .description(
      'Keeps a copy of a file (at most 25 MiB) with a run, also after its end. It stands in the report with its SHA-256.',
    )
    .argument('<run>', 'a run id, or the end of one')
    .argument('<file>', 'the file')
    .option('--step <step>', 'the step it belongs to: its number, title or id')
    .option('--json', 'as JSON: kneeboard.taken/1')
    .addHelpText('after', '\nExample:\n  $ kneeboard attach 4x7k graph.png --step 3')
    .action(async (run: string, file: string, _: unknown, command: Command) => {
      cli.exitCode = await attach(cli, run, file, command.optsWithGlobals())
    })
}

export function addEvidence(program: Command, cli: Cli): void {
  program
    .command('evidence')
    .summary('what was kept with a run, and files written out')
    .description('Lists the words and files that were kept with a run as evidence, or writes one out.')
    .argument('[run]', 'a run id, or the end of one (default: the newest)')
    .option('--write <number>', 'write this file out; nothing is written over', readNumber)
    .option('--to <path>', 'where to write it (default: its name, in this folder)')
    .option('--json', 'as JSON: kneeboard.evidence/1')
    .addHelpText('after', '\nExample:\n  $ kneeboard evidence 4x7k --write 2 --to graph.png')
    .action(async (run: string | undefined, _: unknown, command: Command) => {
      cli.exitCode = await evidence(cli, run, command.optsWithGlobals())
    })
}

function readNumber(written: string): number {
  if (!/^[1-9]\d{0,5}$/.test(written)) throw new InvalidArgumentError('give the number the list shows')
  return Number(written)
}

const attach = (cli: Cli, run: string, file: string, options: AttachOptions): Promise<ExitCode> =>
  withApp(cli, { ...options, records: 'use' }, async (app) => {
    const found = await placeOf(app, run, options.step)
    if (isTrouble(found)) return complain(cli, found, app)
    const read = await readAttachment(cli.world, file)
    if (isTrouble(read)) return complain(cli, read, app)
    const { name, bytes } = read
    const attached = await attachFile(app, found.run, { ...found.place, name, bytes })
    if (isTrouble(attached)) return complain(cli, attached, app)
    const { seq, sha256 } = attached
    const taken = { schema: 'kneeboard.taken/1', run: found.run, seq, name: attached.name, sha256 }
    if (options.json) printJson(cli, { ...taken, bytes: bytes.length })
    else
      print(
        cli,
        `attached ${terminalLine(attached.name)}, ${sizeWords(bytes.length)}, SHA-256 ${attached.sha256}`,
      )
    return exitCodes.fine
  })

/** The run, and in it the step that was named, if any. */
async function placeOf(
  app: App,
  run: string,
  step: string | undefined,
): Promise<{ readonly run: RunId; readonly place: { readonly instance?: string } } | Trouble> {
  if (step === undefined) {
    const found = await findRun(app, run, 'newest')
    return isTrouble(found) ? found : { run: found.run, place: {} }
  }
  const named = await findStepOfRun(app, run, step)
  return isTrouble(named) ? named : { run: named.run, place: { instance: instanceIdOf(named.step, noTurns) } }
}

const evidence = (cli: Cli, written: string | undefined, options: EvidenceOptions): Promise<ExitCode> =>
  withApp(cli, { ...options, records: 'use' }, async (app) => {
    const found = await findRun(app, written, 'newest')
    if (isTrouble(found)) return complain(cli, found, app)
    return options.write === undefined
      ? printList(cli, app, found.run, options)
      : writeOut(cli, app, found.run, options.write, options.to)
  })

async function printList(cli: Cli, app: App, run: RunId, { json }: EvidenceOptions): Promise<ExitCode> {
  const list = await listEvidence(app, run)
  if (isTrouble(list)) return complain(cli, list, app)
  const loaded = await showRun(app, run)
  if (isTrouble(loaded)) return complain(cli, loaded, app)
  const { plan } = loaded.fold.state
  if (json) printJson(cli, { schema: 'kneeboard.evidence/1', run, evidence: list })
  else if (list.length === 0) print(cli, 'Nothing was kept with this run.')
  else
    print(
      cli,
      list.flatMap((each) => evidenceLines(each, (id) => titleOf(plan, id), columnsOf(cli))),
    )
  return exitCodes.fine
}

function evidenceLines(
  evidence: Evidence,
  title: (instance: string) => string,
  columns: number,
): readonly string[] {
  const { number, at, by, instance } = evidence
  const what =
    evidence.kind === 'text'
      ? terminalLine(evidence.text)
      : `${terminalLine(evidence.name)} (${sizeWords(evidence.bytes)})`
  const where = instance === undefined ? '' : ` · ${terminalLine(title(instance))}`
  const first = `${String(number).padStart(3)}. `
  return [
    ...wrap(what, { columns, first, rest: '     ' }),
    ...wrap(`${rfc3339(at)} · ${terminalLine(by)}${where}`, { columns, first: '     ' }),
    ...(evidence.kind === 'file' && evidence.sha256 !== '' ? [`     SHA-256 ${evidence.sha256}`] : []),
  ]
}

async function writeOut(
  cli: Cli,
  app: App,
  run: RunId,
  number: number,
  to: string | undefined,
): Promise<ExitCode> {
  const read = await readEvidence(app, run, number)
  if (isTrouble(read)) return complain(cli, read, app)
  // The name once more: a record may come from elsewhere.
  const path = to ?? attachmentName(read.name)
  const written = await writeNewFile(resolve(cli.world.folder, path), read.bytes)
  if (isTrouble(written)) return complain(cli, written, app)
  print(cli, `written: ${terminalLine(path)}`)
  return exitCodes.fine
}
