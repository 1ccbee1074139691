import type { App, Trouble } from '../app/app.ts'
import type { ExitCode } from './exit-code.ts'
import { exitCodes } from './exit-code.ts'
import type { Styles } from './terminal/style.ts'
import { stylesFor } from './terminal/style.ts'
import { troubleLines } from './trouble.ts'
import type { AppOptions, CliWorld } from './world.ts'

/** What every command works with: the world, where it prints, and what the global options say. */
export type Cli = {
  readonly world: CliWorld
  readonly styles: Styles
  /** Someone can be shown something and asked something. */
  readonly interactive: boolean
  /** Values typed for `prompt:` secrets of this process's runs. */
  readonly secrets: Map<string, string>
  /** What the process ends with; a command sets it. */
  exitCode: ExitCode
}

/** The options every command takes. */
export type GlobalOptions = { readonly library?: string; readonly ref?: string; readonly data?: string }

export function makeCli(world: CliWorld): Cli {
  return {
    world,
    styles: stylesFor(world.stdout, world.environment),
    // Standard input is looked at only where it matters.
    interactive: world.stdout.isTTY === true && world.stdin.isTTY === true,
    secrets: new Map(),
    exitCode: exitCodes.fine,
  }
}

/** The width to write for: a terminal's own, at most 100 so that prose stays readable; 80 in a pipe. */
export const columnsOf = ({ world }: Cli): number =>
  Math.max(20, Math.min(100, world.stdout.isTTY ? (world.stdout.columns ?? 80) : 80))

export const print = ({ world }: Cli, lines: readonly string[] | string): void => {
  const text = typeof lines === 'string' ? lines : lines.join('\n')
  world.stdout.write(`${text}\n`)
}

export const printJson = (cli: Cli, value: unknown): void => print(cli, JSON.stringify(value, undefined, 2))

/** Says something on standard error: for people, also when standard output is for a program. */
export const say = ({ world }: Cli, lines: readonly string[]): void => {
  world.stderr.write(`${lines.join('\n')}\n`)
}

/** Prints trouble and gives the exit code for it. */
export async function complain(cli: Cli, trouble: Trouble, app?: App): Promise<ExitCode> {
  const styles = stylesFor(cli.world.stderr, cli.world.environment)
  say(cli, await troubleLines(trouble, { styles, columns: columnsOf(cli), library: app?.library }))
  return exitCodes.wrong
}

/** Opens the product, works with it, and lets go of it whatever happens. */
export async function withApp(
  cli: Cli,
  options: GlobalOptions & Pick<AppOptions, 'records' | 'beside'>,
  work: (app: App) => Promise<ExitCode>,
): Promise<ExitCode> {
  const { library, ref, data, beside, records } = options
  const opened = await cli.world.openApp({
    records,
    promptedSecret: (name) => cli.secrets.get(name),
    ...(library === undefined ? {} : { library }),
    ...(ref === undefined ? {} : { ref }),
    ...(data === undefined ? {} : { data }),
    ...(beside === undefined ? {} : { beside }),
  })
  if (opened.kind === 'trouble') return complain(cli, opened)
  try {
    return await work(opened.app)
  } finally {
    await opened.close()
  }
}

/** `YYYY-MM-DD` where the person is. */
export function today({ world }: Cli): string {
  const date = new Date(world.now())
  const two = (value: number) => String(value).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}
