import type { ReactElement } from 'react'
import type { ActionInput, ExecutedInput, HttpTerms, NotifyInput, SshInput } from '../../src/action/action.ts'
import { addressText } from '../../src/action/ssh-address.ts'
import { referencesIn } from '../../src/plan/reference.ts'
import { secretPlace } from '../../src/plan/secret-reference.ts'
import { waitWords } from '../../src/run/group-words.ts'
import type { ResolvedAction } from '../../src/run/resolve.ts'
import { messageText } from '../../src/sink/message.ts'
import { visibleText } from '../../src/sink/visible.ts'
import { Code } from './code.tsx'

/** Exactly what would run: its text after binding, then the values its variables get. Secrets are named only. */
export function CommandCode({ action }: { readonly action: ResolvedAction }): ReactElement {
  const values = valuesOf(action)
  const { language, words, text } = sourceOf(action)
  return (
    <Code
      text={text}
      language={language}
      head={words}
      feet={
        values.length > 0 && (
          <dl className="command-values">
            {values.map(([name, value, kind]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd className={kind === 'secret' ? 'faint' : ''}>{visibleText(value)}</dd>
              </div>
            ))}
          </dl>
        )
      }
    />
  )
}

/** A command before its values are known: as it is written. */
export function PlannedCode({ input }: { readonly input: ActionInput }): ReactElement {
  switch (input.action) {
    case 'shell':
    case 'script':
    case 'sql':
    case 'http':
    case 'ssh':
    case 'notify': {
      const { language, words, text } = plannedSource(input)
      return <Code text={text} language={language} head={words} />
    }
    case 'approve':
      return <p className="soft">Approval{input.message === '' ? '' : `: ${input.message}`}</p>
    case 'choose':
      return (
        <p className="soft">
          Choice: {input.question} ({input.options.map(({ title }) => title).join(' · ')})
        </p>
      )
    case 'runbook':
      return <p className="soft">Carry out {input.path}</p>
    case 'wait':
    case 'wait-until':
    case 'wait-for':
      return (
        <p className="soft">
          Wait {waitWords(input)}
          {input.reason !== undefined && `: ${input.reason}`}
        </p>
      )
  }
}

type Shown = { readonly language: string; readonly words: string; readonly text: string }

function plannedSource(input: ExecutedInput): Shown {
  if (input.action === 'notify') return messageSource(input.to, input.title, input.text)
  if (input.action !== 'ssh') return sourceOf(input)
  const { block, address } = input
  return { language: block.dialect, words: `${block.dialect} on ${addressText(address)}`, text: block.source }
}

const messageSource = (to: string, title: string | undefined, text: string): Shown => ({
  language: '',
  words: `message to ${to}`,
  text: title === undefined ? text : `${title}\n\n${text}`,
})

type Executed = Exclude<ExecutedInput, SshInput | NotifyInput> | ResolvedAction

function sourceOf(action: Executed): Shown {
  switch (action.action) {
    case 'shell': {
      const words = action.tty ? `${action.dialect}, in a terminal` : action.dialect
      return { language: action.dialect, words, text: action.source }
    }
    case 'script':
      return { language: action.language, words: action.language, text: action.source }
    case 'sql':
      return { language: 'sql', words: `sql on ${action.connection}`, text: action.statement }
    case 'notify':
      return messageSource(action.to, action.title, messageText(action.message))
    case 'http':
      return {
        language: 'http',
        words: ['http', ...termsOf(action.terms)].join(', '),
        text: requestText(action),
      }
    case 'ssh': {
      const { host, jump, user, port } = action
      const address = {
        host,
        jump,
        ...(user === undefined ? {} : { user }),
        ...(port === undefined ? {} : { port: String(port) }),
      }
      return {
        language: action.dialect,
        words: `${action.dialect} on ${addressText(address)}`,
        text: action.source,
      }
    }
  }
}

const termsOf = ({ redirect, ca, certificate }: HttpTerms): readonly string[] => [
  ...(redirect === 'near' ? [] : [`redirect=${redirect}`]),
  ...(ca === undefined ? [] : [`ca=${ca}`]),
  ...(certificate === 'checked' ? [] : ['insecure: whoever answers is believed']),
]

const requestText = ({ method, url, headers, body }: Extract<Executed, { action: 'http' }>): string =>
  [
    `${method} ${url}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined ? [] : ['', body]),
  ].join('\n')

type Value = readonly [name: string, value: string, kind: 'plain' | 'secret']

function valuesOf(action: ResolvedAction): readonly Value[] {
  const plain: readonly Value[] =
    'environment' in action
      ? Object.entries(action.environment).map(([name, value]) => [name, value, 'plain'])
      : action.action === 'sql'
        ? boundValues(action)
        : []
  const secret = Object.entries(action.secrets).map(([name, reference]): Value => [
    name,
    `a secret, from ${secretPlace(reference)}`,
    'secret',
  ])
  return [...plain, ...secret]
}

/** Each reference once, in the order they stand. */
function boundValues({
  statement,
  parameters,
}: Extract<ResolvedAction, { action: 'sql' }>): readonly Value[] {
  const values = new Map<string, Value>()
  for (const [index, { name }] of referencesIn(statement).entries()) {
    const value = parameters[index]
    const isSecret = typeof value === 'object' && value !== null && 'secret' in value
    values.set(name, isSecret ? [name, value.secret, 'secret'] : [name, JSON.stringify(value), 'plain'])
  }
  return [...values.values()]
}
