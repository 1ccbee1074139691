import type { Question } from '../../run/question.ts'
import type { Key } from '../terminal/keys.ts'
import type { View } from '../terminal/view.ts'
import { wrap } from '../terminal/wrap.ts'

/** What a key asks for. */
export type Wish =
  | 'run'
  | 'fill'
  | 'done'
  | 'skip'
  | 'fail'
  | 'edit'
  | 'go-to'
  | 'yes'
  | 'no'
  | 'approve'
  | 'deny'
  | 'number'
  | 'finish'
  | 'retry'
  | 'roll-back'
  | 'stop'
  | 'still-valid'
  | 'again'
  | 'happened'
  | 'did-not-happen'
  | CommonWish

/** Possible at every question. */
export type CommonWish =
  | 'note'
  | 'attach'
  | 'remark'
  | 'contact'
  | 'escalate'
  | 'hand-over'
  | 'pause'
  | 'leave'
  | 'help'

export type KeyChoice = { readonly keys: readonly Key[]; readonly wish: Wish; readonly words: string }

/** What the keys depend on besides the question. */
export type KeyFacts = {
  /** The command deletes, is privileged, or lands elsewhere than the one before: never on Enter. */
  readonly careful: boolean
  /** What the command of a `run` question is: ready, in need of values, or not to be run as it is. */
  readonly command: 'ready' | 'open' | 'refused' | 'none'
  readonly editable: boolean
  readonly undoing: boolean
}

const choice = (keys: string, wish: Wish, words: string): KeyChoice => ({
  keys: keys.split(' '),
  wish,
  words,
})

/** The keys that answer a question, the usual one first. Dangerous things have capital letters. */
export function keysFor(question: Question, facts: KeyFacts): readonly KeyChoice[] {
  switch (question.kind) {
    case 'do':
      return [choice('d enter', 'done', 'done'), ...stepKeys]
    case 'run':
      return [
        ...runKeys(facts),
        choice('d h', 'done', 'done by hand'),
        // While a run is taken back there is no way to another step.
        ...stepKeys.filter(({ wish }) => !(facts.undoing && wish === 'go-to')),
        ...editKeys(facts),
      ]
    case 'check':
      return [choice('y', 'yes', 'yes'), choice('n', 'no', 'no')]
    case 'undo':
      return [choice('d', 'done', 'done'), choice('s', 'skip', 'skip'), choice('f', 'fail', 'failed')]
    case 'approve':
      return [choice('a', 'approve', 'approve'), choice('x', 'deny', 'deny')]
    case 'choose':
      return [choice('1…9', 'number', 'choose'), choice('s', 'skip', 'skip')]
    case 'menu':
      return [choice('1…9', 'number', 'pick'), choice('f', 'finish', 'finish')]
    case 'failed':
      return failedKeys(facts)
    case 'stale':
      return [choice('y', 'still-valid', 'it still holds'), choice('a', 'again', 'do it again')]
    case 'unknown':
      return [choice('y', 'happened', 'it happened'), choice('n', 'did-not-happen', 'it did not: run it')]
  }
}

const stepKeys: readonly KeyChoice[] = [
  choice('s', 'skip', 'skip'),
  choice('f', 'fail', 'failed'),
  choice('b', 'go-to', 'back'),
]

function runKeys({ careful, command }: KeyFacts): readonly KeyChoice[] {
  switch (command) {
    case 'ready':
      return [careful ? choice('R', 'run', 'run') : choice('r enter', 'run', 'run')]
    case 'open':
      return [choice('r enter', 'fill', 'fill in')]
    case 'refused':
    case 'none':
      return []
  }
}

const editKeys = ({ editable }: KeyFacts): readonly KeyChoice[] =>
  editable ? [choice('e', 'edit', 'edit')] : []

const failedKeys = ({ careful, undoing }: KeyFacts): readonly KeyChoice[] => [
  choice(careful ? 'R' : 'r', 'retry', 'try again'),
  choice('d', 'done', 'done by hand'),
  choice('s', 'skip', 'skip'),
  ...(undoing ? [] : [choice('g b', 'go-to', 'go to'), choice('B', 'roll-back', 'roll back')]),
  choice('x', 'stop', 'stop the run'),
]

/** Keys that mean the same everywhere; a question's own keys come first. */
export const commonKeys: readonly KeyChoice[] = [
  choice('n', 'note', 'note'),
  choice('t', 'attach', 'attach a file'),
  choice('m', 'remark', 'remark on the text'),
  choice('c', 'contact', 'whom to call'),
  choice('C', 'escalate', 'call for help: it goes on the record'),
  choice('H', 'hand-over', 'hand the run over'),
  choice('p', 'pause', 'pause and leave'),
  choice('q ctrl-c hang-up', 'leave', 'leave or cancel'),
  choice('?', 'help', 'help'),
]

/** What a pressed key wishes; digits are numbers where something is to be picked. */
export function wishOf(key: Key, keys: readonly KeyChoice[]): Wish | undefined {
  const own = keys.find((each) => each.keys.includes(key))
  if (own) return own.wish
  if (/^[1-9]$/.test(key) && keys.some(({ wish }) => wish === 'number')) return 'number'
  return commonKeys.find((each) => each.keys.includes(key))?.wish
}

/** The line of keys below a question. */
export function keyLines(keys: readonly KeyChoice[], view: View): string[] {
  const { styles, columns } = view
  const shown = keys.map(({ keys: [key = ''], words }) => `${styles.bold(`[${key}]`)}\u00A0${glue(words)}`)
  return wrap([...shown, styles.dim('[?]\u00A0more')].join('  '), {
    columns,
    first: '  ',
    rest: '  ',
  }).map((line) => line.replaceAll('\u00A0', ' '))
}

const glue = (words: string): string => words.replaceAll(' ', '\u00A0')

/** Every key there is now, one a line: what `?` shows. */
export function helpLines(keys: readonly KeyChoice[], view: View): string[] {
  const names = new Map([
    ['enter', 'Enter'],
    ['ctrl-c', 'Ctrl-C'],
  ])
  const line = (each: KeyChoice) => {
    const shown = each.keys.filter((key) => key !== 'hang-up').map((key) => names.get(key) ?? key)
    return `    ${view.styles.bold(shown.join(', ').padEnd(12))} ${each.words}`
  }
  const own = new Set(keys.flatMap((each) => each.keys))
  const common = commonKeys.filter((each) => !each.keys.every((key) => own.has(key)))
  return [
    ...keys.map(line),
    ...common.map((each) => line({ ...each, keys: each.keys.filter((key) => !own.has(key)) })),
    view.styles.dim('    While a command runs, Ctrl-C interrupts it; a second one offers to leave.'),
  ]
}
