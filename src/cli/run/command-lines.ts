import type { ActionInput, HttpTerms } from '../../action/action.ts'
import { addressText } from '../../action/ssh-address.ts'
import { referencesIn } from '../../plan/reference.ts'
import { secretPlace } from '../../plan/secret-reference.ts'
import type { ResolvedAction, ResolvedSsh } from '../../run/resolve.ts'
import { messageText } from '../../sink/message.ts'
import { terminalLine, terminalPlain } from '../../sink/terminal.ts'
import type { View } from '../terminal/view.ts'
import { wrap } from '../terminal/wrap.ts'
import { waitWords } from '../../run/group-words.ts'

/** Exactly what a command will be: its text after binding, then the values its variables get. Secrets are named only. */
export function resolvedLines(action: ResolvedAction, view: View, indent: string): string[] {
  const text = codeLines(sourceOf(action), languageOf(action), view, indent)
  return [
    ...text,
    ...valuesOf(action).flatMap((line) =>
      wrap(line, { ...view, first: `${indent}  `, rest: `${indent}    ` }),
    ),
  ]
}

/** What a command is before its values are known: as it is written. */
export function plannedLines(input: ActionInput, view: View, indent: string): string[] {
  const { styles } = view
  switch (input.action) {
    case 'shell':
      return codeLines(input.source, input.dialect, view, indent)
    case 'script':
      return codeLines(input.source, input.language, view, indent)
    case 'sql':
      return codeLines(input.statement, `sql on ${terminalLine(input.connection)}`, view, indent)
    case 'http':
      return codeLines(httpText(input), 'http', view, indent)
    case 'ssh':
      return codeLines(
        input.block.source,
        `${input.block.dialect} on ${terminalLine(addressText(input.address))}`,
        view,
        indent,
      )
    case 'notify':
      return codeLines(
        messageLines(input.title, input.text),
        `message to ${terminalLine(input.to)}`,
        view,
        indent,
      )
    case 'approve':
      return wrap(`${styles.bold('approval')} ${terminalPlain(input.message)}`, { ...view, first: indent })
    case 'choose':
      return [
        ...wrap(`${styles.bold('choice')} ${terminalPlain(input.question)}`, { ...view, first: indent }),
        ...input.options.flatMap(({ title, goTo }, index) =>
          wrap(goTo === undefined ? terminalLine(title) : `${terminalLine(title)} → ${terminalLine(goTo)}`, {
            ...view,
            first: `${indent}  ${index + 1}. `,
            rest: `${indent}     `,
          }),
        ),
      ]
    case 'runbook':
      return wrap(`${styles.bold('runbook')} ${terminalLine(input.path)}`, { ...view, first: indent })
    case 'wait':
    case 'wait-until':
    case 'wait-for': {
      const reason = input.reason === undefined ? '' : `: ${terminalLine(input.reason)}`
      return wrap(`${styles.bold('wait')} ${waitWords(input)}${reason}`, { ...view, first: indent })
    }
  }
}

/** Code with its language above and a bar beside it; its lines are never wrapped, so that they stay what they are. */
export function codeLines(text: string, language: string, { styles }: View, indent: string): string[] {
  return [
    `${indent}${styles.dim(`┌ ${language}`)}`,
    ...terminalPlain(text.replace(/\n+$/, ''))
      .split('\n')
      .map((line) => `${indent}${styles.dim('│')} ${styles.bold(line)}`),
  ]
}

const sourceOf = (action: ResolvedAction): string => {
  switch (action.action) {
    case 'shell':
    case 'script':
    case 'ssh':
      return action.source
    case 'sql':
      return action.statement
    case 'http':
      return httpText(action)
    case 'notify':
      return messageLines(action.title, messageText(action.message))
  }
}

const languageOf = (action: ResolvedAction): string => {
  switch (action.action) {
    case 'shell':
      return action.tty ? `${action.dialect}, in a terminal` : action.dialect
    case 'script':
      return terminalLine(action.language)
    case 'sql':
      return `sql on ${terminalLine(action.connection)}`
    case 'http':
      return ['http', ...termsOf(action.terms)].join(', ')
    case 'ssh':
      return `${action.dialect} on ${terminalLine(resolvedAddress(action))}`
    case 'notify':
      return `message to ${terminalLine(action.to)}`
  }
}

const termsOf = ({ redirect, ca, certificate }: HttpTerms): readonly string[] => [
  ...(redirect === 'near' ? [] : [`redirect=${redirect}`]),
  ...(ca === undefined ? [] : [`ca=${terminalLine(ca)}`]),
  ...(certificate === 'checked' ? [] : ['insecure: whoever answers is believed']),
]

const messageLines = (title: string | undefined, text: string): string =>
  title === undefined ? text : `${title}\n\n${text}`

const resolvedAddress = ({ host, user, port, jump }: ResolvedSsh): string =>
  addressText({
    host,
    jump,
    ...(user === undefined ? {} : { user }),
    ...(port === undefined ? {} : { port: String(port) }),
  })

type Request = {
  readonly method: string
  readonly url: string
  readonly headers: readonly (readonly [string, string])[]
  readonly body?: string
}

const httpText = ({ method, url, headers, body }: Request): string =>
  [
    `${method} ${url}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined ? [] : ['', body]),
  ].join('\n')

function valuesOf(action: ResolvedAction): readonly string[] {
  const plain =
    'environment' in action
      ? Object.entries(action.environment).map(([name, value]) => `${name} = ${quoted(value)}`)
      : action.action === 'sql'
        ? boundValues(action)
        : []
  const secret = Object.entries(action.secrets).map(
    ([name, reference]) => `${name} = (secret, from ${secretPlace(reference)})`,
  )
  return [...plain, ...secret].map(terminalLine)
}

/** Each reference once, in the order they stand. */
const boundValues = ({
  statement,
  parameters,
}: Extract<ResolvedAction, { action: 'sql' }>): readonly string[] => [
  ...new Set(
    referencesIn(statement).map(({ name }, index) => {
      const value = parameters[index]
      const isSecret = typeof value === 'object' && value !== null && 'secret' in value
      return `{{ ${name} }} = ${isSecret ? value.secret : JSON.stringify(value)}`
    }),
  ),
]

const quoted = (value: string): string => (/^[\w./:@%+,=-]+$/.test(value) ? value : JSON.stringify(value))
