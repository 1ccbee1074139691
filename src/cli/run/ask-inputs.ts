import type { Parameter } from '../../document/parameter.ts'
import type { Plan } from '../../plan/plan.ts'
import type { Given } from '../../plan/parameters.ts'
import { parseInputs } from '../../plan/parameters.ts'
import { terminalLine } from '../../sink/terminal.ts'
import { trouble } from '../../app/app.ts'
import type { Trouble } from '../../app/app.ts'
import type { Cli } from '../cli-context.ts'
import { columnsOf, print } from '../cli-context.ts'
import { parameterType } from '../show/describe.ts'
import { Keyboard } from '../terminal/keyboard.ts'
import { wrap } from '../terminal/wrap.ts'

/**
 * Asks for required parameters that were not given, each checked as it is typed. Undefined when the operator
 * broke off. What is wrong with those that were given is for the plan to say.
 */
export async function askParameters(
  cli: Cli,
  parameters: readonly Parameter[],
  given: ReadonlyMap<string, Given>,
): Promise<ReadonlyMap<string, Given> | undefined> {
  const missing = parameters.filter(
    ({ name, required, default: value, type }) =>
      required && value === undefined && type !== 'secret' && !given.has(name),
  )
  if (missing.length === 0) return given
  const all = new Map(given)
  const keyboard = new Keyboard(cli.world.stdin, cli.world.stdout)
  try {
    for (const parameter of missing) {
      const text = await askOne(cli, keyboard, parameter)
      if (text === undefined) return undefined
      all.set(parameter.name, { text, origin: 'person' })
    }
  } finally {
    keyboard.close()
  }
  return all
}

async function askOne(cli: Cli, keyboard: Keyboard, parameter: Parameter): Promise<string | undefined> {
  const { styles } = cli
  const columns = columnsOf(cli)
  const about = `${terminalLine(parameter.description)} ${styles.dim(`(${parameterType(parameter)})`)}`
  print(cli, wrap(about.trim(), { columns }))
  for (;;) {
    const text = await keyboard.line(`${styles.bold(terminalLine(parameter.name))} = `, '')
    if (text === undefined) return undefined
    const { problems } = parseInputs([parameter], new Map([[parameter.name, { text, origin: 'person' }]]))
    const [problem] = problems
    if (!problem) return text
    print(
      cli,
      wrap(styles.red(terminalLine(`${problem.message}; ${problem.remedy}`)), { columns, first: '  ' }),
    )
  }
}

/** Asks, unseen, for the secrets a plan says are typed. Without a terminal that is trouble, said before anything runs. */
export async function askSecrets(cli: Cli, plan: Plan): Promise<Trouble | 'asked' | 'broken-off'> {
  const wanted = Object.entries(plan.values).flatMap(([name, value]) =>
    'secret' in value && value.secret.startsWith('prompt:')
      ? [{ name, prompt: value.secret.slice('prompt:'.length) }]
      : [],
  )
  const open = wanted.filter(({ prompt }) => !cli.secrets.has(prompt))
  const [first] = open
  if (!first) return 'asked'
  if (!cli.interactive) {
    return trouble(
      `${first.name} is a secret, and there is no terminal to ask for it`,
      `say where it is read: --param ${first.name}=env:NAME, or ${first.name}=file:PATH`,
    )
  }
  const keyboard = new Keyboard(cli.world.stdin, cli.world.stdout)
  try {
    for (const { name, prompt } of open) {
      const text = await keyboard.hiddenLine(
        `${cli.styles.bold(terminalLine(name))} (a secret; not shown) = `,
      )
      if (text === undefined) return 'broken-off'
      cli.secrets.set(prompt, text)
    }
    return 'asked'
  } finally {
    keyboard.close()
  }
}
