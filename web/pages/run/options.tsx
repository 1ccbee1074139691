import type { ReactElement } from 'react'
import type { Answer, Question } from '../../../src/run/question.ts'
import { useKeys } from '../../ui/keys.ts'

/** What there is to choose from: each is one press, and the first nine are one key. */
export function Options({
  question,
  primary,
  disabled,
  onGive,
}: {
  readonly question: Question
  readonly primary: boolean
  readonly disabled: boolean
  readonly onGive: (answer: Answer) => void
}): ReactElement | null {
  const options = optionsOf(question)
  useKeys(
    primary && !disabled
      ? Object.fromEntries(
          options.slice(0, 9).map(({ answer }, index) => [`${index + 1}`, () => onGive(answer)]),
        )
      : {},
  )
  if (options.length === 0) return null
  return (
    <ol className="options">
      {options.map(({ words, answer }, index) => (
        <li key={index}>
          <button type="button" disabled={disabled} onClick={() => onGive(answer)}>
            <span className="option-number numbers" aria-hidden="true">
              {index + 1}
            </span>
            {words}
          </button>
        </li>
      ))}
    </ol>
  )
}

function optionsOf(question: Question): readonly { readonly words: string; readonly answer: Answer }[] {
  if (question.kind === 'choose')
    return question.options.map((words, index) => ({ words, answer: { choice: 'option', index } }))
  if (question.kind === 'menu')
    return question.left.map(({ step, title }) => ({ words: title, answer: { choice: 'pick', step } }))
  return []
}
