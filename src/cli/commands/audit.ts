import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { Command } from 'commander'
import type { App, Trouble } from '../../app/app.ts'
import { trouble } from '../../app/app.ts'
import { ledgerTip, signTip } from '../../app/ledger-tip.ts'
import { findRun } from '../../app/show-run.ts'
import { verifyRecord } from '../../app/verify-record.ts'
import type { WitnessLine } from '../../ledger/witness.ts'
import { parseWitness, printWitness } from '../../ledger/witness.ts'
import { auditLines } from '../audit-lines.ts'
import type { Cli, GlobalOptions } from '../cli-context.ts'
import { columnsOf, complain, print, printJson, say, withApp } from '../cli-context.ts'
import type { ExitCode } from '../exit-code.ts'
import { exitCodes } from '../exit-code.ts'
import { isTrouble } from '../trouble.ts'

export function addAudit(program: Command, cli: Cli): void {
  const audit = program
    .command('audit')
    .summary('whether records are what was written')
    .description('Looks at the records of runs and at the ledger that chains them.')
    .helpCommand(false)
    .addHelpText('after', '\nExample:\n  $ kneeboard audit verify')
  addVerify(audit, cli)
  audit
    .command('tip')
    .summary("print the ledger's newest hash, to be kept elsewhere")
    .description(
      'Prints one line: the hash of the newest entry of the ledger, how many entries it covers, and the time. Kept where nobody can alter it, it shows later whether anything before it was altered.',
    )
    .addHelpText('after', '\nExample:\n  $ kneeboard audit tip >> /mnt/elsewhere/kneeboard-tips')
    .action(async (_: unknown, command: Command) => {
      cli.exitCode = await tip(cli, command.optsWithGlobals())
    })
  audit
    .command('sign')
    .summary('the same, signed with a key of yours')
    .description(
      'Prints the tip with an ed25519 signature, or appends it to a file. Pipe it to whatever keeps it: mail, a ticket, another host.',
    )
    .requiredOption('--key <file>', 'a private key in PEM form that only you can read')
    .option('--to <file>', 'append the line to this file, as a witness, instead of printing it')
    .addHelpText(
      'after',
      '\nExample:\n  $ openssl genpkey -algorithm ed25519 -out key.pem && chmod 600 key.pem\n  $ kneeboard audit sign --key key.pem | ssh witness "cat >> tips"',
    )
    .action(async (_: unknown, command: Command) => {
      cli.exitCode = await sign(cli, command.optsWithGlobals())
    })
}

type VerifyOptions = GlobalOptions & {
  readonly json?: true
  readonly witness?: string
  readonly key?: string
}

function addVerify(audit: Command, cli: Cli): void {
  audit
    .command('verify')
    .summary('check runs, private values and the ledger against each other')
    .description(
      'Checks, over the bytes as they are stored, that every entry of a run and of the ledger follows from the one before, that runs are what the ledger says of them, and every private value from its digest. With a witness, that the ledger is still the one the witness saw.',
    )
    .argument('[run]', 'a run id, or the end of one (default: every run)')
    .option('--witness <file>', 'tips kept elsewhere, a line each: of audit tip, or of audit sign')
    .option('--key <public key>', 'accept only witnesses signed by this key (ed25519:…, as verify prints it)')
    .option('--json', 'as JSON: kneeboard.audit/1')
    .addHelpText('after', '\nExample:\n  $ kneeboard audit verify --witness /mnt/elsewhere/kneeboard-tips')
    .action(async (run: string | undefined, _: unknown, command: Command) => {
      cli.exitCode = await verify(cli, run, command.optsWithGlobals())
    })
}

const verify = (cli: Cli, written: string | undefined, options: VerifyOptions): Promise<ExitCode> =>
  withApp(cli, { ...options, records: 'use' }, async (app) => {
    const witnesses = options.witness === undefined ? [] : await readWitnesses(cli, options.witness)
    if (isTrouble(witnesses)) return complain(cli, witnesses, app)
    const runs = await runsNamed(app, written)
    if (isTrouble(runs)) return complain(cli, runs, app)
    const key = options.key === undefined ? {} : { key: options.key.replace(/^ed25519:/, '') }
    const verified = await verifyRecord(app, { runs, witnesses, ...key })
    if (isTrouble(verified)) return complain(cli, verified, app)
    const { kind: _, claim, ...found } = verified
    if (options.json) printJson(cli, { schema: 'kneeboard.audit/1', ...found, claim: claim.join(' ') })
    else print(cli, auditLines(verified, { columns: columnsOf(cli), styles: cli.styles }))
    return verified.good ? exitCodes.fine : exitCodes.failed
  })

async function runsNamed(app: App, written: string | undefined) {
  if (written === undefined) return 'all'
  const found = await findRun(app, written, 'newest')
  return isTrouble(found) ? found : [found.run]
}

/** The lines of a witness's file. One that is none is trouble: it may be the one that matters. */
async function readWitnesses(cli: Cli, file: string): Promise<readonly WitnessLine[] | Trouble> {
  const path = resolve(cli.world.folder, file)
  const lines: WitnessLine[] = []
  let number = 0
  try {
    for await (const text of createInterface({ input: createReadStream(path) })) {
      number++
      if (text.trim() === '') continue
      const line = parseWitness(text)
      if (!line)
        return trouble(
          `line ${number} of ${file} is not a tip`,
          'give the lines `kneeboard audit tip` printed',
        )
      lines.push(line)
    }
  } catch {
    return trouble(`the witness ${file} cannot be read`, 'name a file of lines `kneeboard audit tip` printed')
  }
  return lines.length > 0 ? lines : trouble(`the witness ${file} is empty`, 'name a file that holds tips')
}

const tip = (cli: Cli, options: GlobalOptions): Promise<ExitCode> =>
  withApp(cli, { ...options, records: 'use' }, async (app) => {
    const made = await ledgerTip(app)
    if (isTrouble(made)) return complain(cli, made, app)
    print(cli, printWitness(made.line))
    return exitCodes.fine
  })

type SignOptions = GlobalOptions & { readonly key: string; readonly to?: string }

const sign = (cli: Cli, options: SignOptions): Promise<ExitCode> =>
  withApp(cli, { ...options, records: 'use' }, async (app) => {
    const made = await signTip(app, resolve(cli.world.folder, options.key))
    if (isTrouble(made)) return complain(cli, made, app)
    const line = printWitness(made.line)
    if (options.to === undefined) print(cli, line)
    else {
      const failed = await appendLine(resolve(cli.world.folder, options.to), line)
      if (failed) return complain(cli, failed, app)
      say(cli, [`signed ${made.line.seq} entries with ed25519:${made.line.signature?.key ?? ''}`])
    }
    return exitCodes.fine
  })

async function appendLine(path: string, line: string): Promise<Trouble | undefined> {
  try {
    const file = await open(path, 'a', 0o644)
    try {
      await file.appendFile(`${line}\n`)
      await file.sync()
    } finally {
      await file.close()
    }
    return undefined
  } catch {
    return trouble(`${path} cannot be written`, 'name a file you may append to')
  }
}
