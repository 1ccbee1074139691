import type { ReactElement } from 'react'
import type { ActionInput } from '../../src/action/action.ts'
import type { ResolvedAction } from '../../src/run/resolve.ts'
import { visibleText } from '../../src/sink/visible.ts'
import { formatDuration } from '../../src/text/duration.ts'
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
    case 'http': {
      const { language, words, text } = sourceOf(input)
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
    case 'wait':
      return (
        <p className="soft">
          Wait {formatDuration(input.durationMs)}
          {input.reason !== undefined && `: ${input.reason}`}
        </p>
      )
  }
}

type Executed = Extract<ActionInput, { action: 'shell' | 'script' | 'sql' | 'http' }> | ResolvedAction

function sourceOf(action: Executed): {
  readonly language: string
  readonly words: string
  readonly text: string
} {
  switch (action.action) {
    case 'shell':
      return {
        language: action.dialect,
        words: action.tty ? `${action.dialect}, in a terminal` : action.dialect,
        text: action.source,
      }
    case 'script':
      return { language: action.language, words: action.language, text: action.source }
    case 'sql':
      return { language: 'sql', words: `sql on ${action.connection}`, text: action.statement }
    case 'http':
      return { language: 'http', words: 'http', text: requestText(action) }
  }
}

const requestText = ({ method, url, headers, body }: Extract<Executed, { action: 'http' }>): string =>
  [
    `${method} ${url}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    ...(body === undefined ? [] : ['', body]),
  ].join('\n')

type Value = readonly [name: string, value: string, kind: 'plain' | 'secret']

function valuesOf(action: ResolvedAction): readonly Value[] {
  const plain: readonly Value[] =
    action.action === 'shell' || action.action === 'script'
      ? Object.entries(action.environment).map(([name, value]) => [name, value, 'plain'])
      : action.action === 'sql'
        ? action.parameters.map((value, index) => [`?${index + 1}`, JSON.stringify(value), 'plain'])
        : []
  const secret = Object.entries(action.secrets).map(([name, reference]): Value => [
    name,
    `a secret, read from ${reference}`,
    'secret',
  ])
  return [...plain, ...secret]
}
