import type { Range } from '../../text/range.ts'
import type { Defect } from '../finding.ts'
import type { TextLine } from '../lines.ts'
import type { Rule } from '../rule.ts'
import { example } from '../rule.ts'

/** A numbered or task item is empty. */
export const stepWithoutText: Rule = {
  id: 'step-without-text',
  summary: 'Every step says what to do.',
  severity: 'warning',
  profiles: ['default'],
  docs: {
    what: 'A numbered or task item is empty.',
    bad: example('# Restart', '', '1. Restart it.', '2.', '3. Look at the log.'),
    good: example('# Restart', '', '1. Restart it.', '2. Look at the log.'),
    why: 'Whoever follows the list has to guess whether something is missing.',
    source: 'format §3',
  },
  check: ({ lines }) =>
    lines.flatMap((line, index) => (isEmptyItem(lines, index) ? [defect(line.range)] : [])),
}

/** An item with nothing on its line and nothing indented below it, beside another item of the same kind. */
function isEmptyItem(lines: readonly TextLine[], index: number): boolean {
  const line = lines[index]
  if (
    !line ||
    line.place !== 'prose' ||
    !/^[ \t]{0,40}(?:\d{1,9}[.)]|[-*+] \[[ xX]\])[ \t]{0,40}$/.test(line.text)
  )
    return false
  const next = lines.slice(index + 1, index + 4).find(({ text }) => text.trim() !== '')
  const indented = next && indentOf(next.text) > indentOf(line.text)
  const continues = lines[index + 1]?.text.trim() !== '' && lines[index + 1] && !isItem(lines[index + 1])
  const beside = isItem(next) || lines.slice(Math.max(0, index - 3), index).some((other) => isItem(other))
  return !indented && !continues && beside
}

const isItem = (line: TextLine | undefined): boolean =>
  line?.place === 'prose' && /^[ \t]{0,40}(?:\d{1,9}[.)]|[-*+] \[[ xX]\])(?:[ \t]|$)/.test(line.text)

const indentOf = (text: string): number => text.length - text.trimStart().length

const defect = (range: Range): Defect => ({
  message: 'This step is empty.',
  remedy: 'Write what to do, or take the item out.',
  range,
})
