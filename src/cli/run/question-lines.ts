import type { OpenHole, Question } from '../../run/question.ts'
import { terminalLine, terminalPlain } from '../../sink/terminal.ts'
import type { View } from '../terminal/view.ts'
import { wrap } from '../terminal/wrap.ts'
import { said } from './screen.ts'
import { voidWords } from '../../run/void-words.ts'

/** What a question says above its keys. The command of a `run` question is shown by whoever knows its values. */
export function questionLines(question: Question, view: View): string[] {
  const { styles } = view
  const ask = (words: string): string[] =>
    wrap(styles.bold(terminalPlain(words)), { columns: view.columns, first: '  ? ', rest: '    ' })
  switch (question.kind) {
    case 'do':
      return []
    case 'run':
      return question.holes.length === 0
        ? []
        : said('?', `needs ${holeNames(question.holes)}`, 'yellow', view)
    case 'check':
      return ask(
        `${question.purpose === 'verify' ? 'Does this hold?' : 'Is this so already?'} ${question.text}`,
      )
    case 'undo':
      return ask(`Take it back: ${question.text}`)
    case 'approve': {
      const by = question.approvers.length === 0 ? '' : ` by ${question.approvers.join(', ')}`
      const why =
        question.void === undefined
          ? []
          : said('!', `the approval is void: ${voidWords(question.void)}`, 'yellow', view)
      const count = question.count > 1 ? ` (${question.given} of ${question.count} so far)` : ''
      return [
        ...why,
        ...ask(`Approval${by} is needed${count}${question.message === '' ? '' : `: ${question.message}`}`),
      ]
    }
    case 'choose':
      return [...ask(question.text), ...numbered(question.options, view)]
    case 'menu':
      return [
        ...ask('What next? Pick any, in any order; finish when nothing more is needed.'),
        ...numbered(
          question.left.map(({ title }) => title),
          view,
        ),
      ]
    case 'failed':
      return failedLines(question, view)
    case 'stale':
      return ask('This was done before you went back. Does it still hold?')
    case 'unknown':
      return ask(`Its outcome is not known: ${question.why}. Did it happen?`)
  }
}

export const holeNames = (holes: readonly OpenHole[]): string =>
  holes.map(({ written }) => terminalLine(written)).join(', ')

const numbered = (options: readonly string[], view: View): string[] =>
  options.flatMap((option, index) =>
    wrap(terminalLine(option), {
      columns: view.columns,
      first: `    ${String(index + 1).padStart(2)}. `,
      rest: '        ',
    }),
  )

function failedLines(question: Extract<Question, { kind: 'failed' }>, view: View): string[] {
  const { failure, guidance, escalate, undoing } = question
  return [
    ...said('✗', `${undoing ? 'taking it back failed' : 'it failed'}: ${failure.message}`, 'red', view),
    ...(guidance === undefined ? [] : said('→', guidance, 'yellow', view)),
    ...(escalate ? said('☎', 'escalate: press c for whom to call', 'yellow', view) : []),
  ]
}

/** What a question is about, in a few words: for lists, and where nobody can answer. */
export function questionTitle(question: Question): string {
  switch (question.kind) {
    case 'do':
      return 'a person does this step'
    case 'run':
      return question.holes.length > 0 ? `needs ${holeNames(question.holes)}` : 'waits to be run'
    case 'check':
      return `asks: ${terminalLine(question.text)}`
    case 'undo':
      return `is taken back by a person: ${terminalLine(question.text)}`
    case 'approve':
      return 'waits for approval'
    case 'choose':
      return `asks: ${terminalLine(question.text)}`
    case 'menu':
      return 'asks what comes next'
    case 'failed':
      return `failed: ${terminalLine(question.failure.message)}`
    case 'stale':
      return 'was done before a step before it was done again: does it still hold?'
    case 'unknown':
      return 'has an unknown outcome'
  }
}
