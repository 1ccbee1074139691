import { join } from 'node:path'
import type { Command } from 'commander'
import { Option } from 'commander'
import type { App, Trouble } from '../../app/app.ts'
import { trouble } from '../../app/app.ts'
import type { LintedLibrary, LintedRunbook } from '../../app/lint-library.ts'
import { lintLibrary } from '../../app/lint-library.ts'
import type { LintConfig } from '../../lint/config.ts'
import type { Severity } from '../../lint/finding.ts'
import { fixFindings } from '../../lint/fix.ts'
import { formatGithub } from '../../lint/format/github.ts'
import { formatJson } from '../../lint/format/json.ts'
import type { LintedFile } from '../../lint/format/linted.ts'
import { countSeverities } from '../../lint/format/linted.ts'
import { formatSarif } from '../../lint/format/sarif.ts'
import { formatText } from '../../lint/format/text.ts'
import type { Profile } from '../../lint/profile.ts'
import { profiles } from '../../lint/profile.ts'
import { rules } from '../../lint/rules.ts'
import { writeSource } from '../../text/source.ts'
import type { Cli, GlobalOptions } from '../cli-context.ts'
import { complain, say, today, withApp } from '../cli-context.ts'
import type { ExitCode } from '../exit-code.ts'
import { exitCodes } from '../exit-code.ts'
import { besideOf, libraryPath, readFileArgument } from '../file-argument.ts'
import { collectSetting, readSettings } from '../lint-setting.ts'
import { isTrouble } from '../trouble.ts'
import { replaceFile } from '../write-file.ts'

type LintOptions = GlobalOptions & {
  readonly format: 'text' | 'json' | 'sarif' | 'github'
  readonly json?: true
  readonly profile?: readonly Profile[]
  readonly rule?: readonly string[]
  readonly failOn: Severity
  readonly fix?: true
  /** False: `--no-cache`. */
  readonly cache: boolean
}

export function addLint(program: Command, cli: Cli): void {
  program
    .command('lint')
    .summary('what is wrong in the runbooks')
    .description(
      'Says what is wrong in runbooks, where, and what to do. Every rule has a page in docs/rules. A library can say in .kneeboard.yaml how it wants to be linted.',
    )
    .argument('[files...]', 'files or folders (default: the whole library)')
    .option('--fix', 'write those corrections that cannot be wrong')
    .addOption(
      new Option('--format <format>', 'how to print')
        .choices(['text', 'json', 'sarif', 'github'])
        .default('text'),
    )
    .option('--json', 'the same as --format json: kneeboard.lint/1')
    .addOption(new Option('--profile <name...>', 'sets of rules (default: default)').choices(profiles))
    .option(
      '--rule <id=severity>',
      'a rule off, or at error, warning, info (may be repeated)',
      collectSetting,
    )
    .addOption(
      new Option('--fail-on <severity>', 'what makes the exit code 1')
        .choices(['error', 'warning', 'info'])
        .default('error'),
    )
    .option('--no-cache', 'judge every file anew, also those that have not changed')
    .addHelpText('after', '\nExample:\n  $ kneeboard lint runbooks/disk-full.md --fix')
    .action(async (files: string[], _: unknown, command: Command) => {
      cli.exitCode = await lint(cli, files, command.optsWithGlobals())
    })
}

function lint(cli: Cli, files: readonly string[], options: LintOptions): Promise<ExitCode> {
  const named = files.map((file) => readFileArgument(cli.world, file))
  const beside = named[0] ? besideOf(cli.world, named[0]) : {}
  return withApp(cli, { ...options, ...beside, records: 'none' }, async (app) => {
    const config: Partial<LintConfig> = {
      rules: readSettings(options.rule),
      ...(options.profile ? { profiles: options.profile } : {}),
    }
    const paths = named.map((file) => libraryPath(cli.world, app, file))
    const linted = await lintLibrary(app, {
      paths,
      config,
      today: today(cli),
      cache: options.cache ? 'use' : 'none',
    })
    if (isTrouble(linted)) return complain(cli, linted, app)
    return report(cli, app, linted, options, files.length > 0)
  })
}

async function report(
  cli: Cli,
  app: App,
  linted: LintedLibrary,
  options: LintOptions,
  named: boolean,
): Promise<ExitCode> {
  for (const unreadable of linted.unreadable) await complain(cli, unreadable, app)
  const files: LintedFile[] = []
  for (const file of linted.files) {
    const after = options.fix ? await fix(cli, app, file) : file
    if (isTrouble(after)) return complain(cli, after, app)
    // Most files have no findings, and then nobody looks at their text.
    const { path, findings, source } = after
    files.push({ path, findings, text: findings.length === 0 ? '' : source().text })
  }
  cli.world.stdout.write(formatted(files, options.json ? 'json' : options.format, cli.world.version))
  // A file that was asked for by name and cannot be read is wrong input; one found on the way is not.
  if (named && linted.unreadable.length > 0) return exitCodes.wrong
  return fails(files, options.failOn) ? exitCodes.failed : exitCodes.fine
}

async function fix(cli: Cli, app: App, file: LintedRunbook): Promise<LintedRunbook | Trouble> {
  if (!file.findings.some((finding) => finding.fix?.safe)) return file
  const { source, fixed } = fixFindings(file.source(), file.lintText, 'safe')
  if (fixed.length === 0) return file
  if (app.source)
    return trouble(
      'the files of a repository are changed by commits: --fix has nowhere to write',
      'use --fix in a checkout, or edit the runbook in the browser',
    )
  const now = await app.library.read(file.path)
  if (now.kind !== 'file' || !Buffer.from(now.bytes).equals(writeSource(file.source())))
    return trouble(`${file.path} changed while it was looked at`, 'lint it again')
  const written = await replaceFile(join(app.library.root, file.path), writeSource(source))
  if (isTrouble(written)) return written
  say(cli, [`${file.path}: ${fixed.length} corrected`])
  return { ...file, source: () => source, findings: await file.lintAgain(source) }
}

function formatted(files: readonly LintedFile[], format: LintOptions['format'], version: string): string {
  switch (format) {
    case 'text':
      return formatText(files)
    case 'json':
      return formatJson(files)
    case 'sarif':
      return formatSarif(files, rules, version)
    case 'github':
      return formatGithub(files)
  }
}

function fails(files: readonly LintedFile[], from: Severity): boolean {
  const { error, warning, info } = countSeverities(files)
  return error > 0 || (from !== 'error' && warning > 0) || (from === 'info' && info > 0)
}
