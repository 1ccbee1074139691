import type { RunbookHistory } from '../../app/runbook-history.ts'
import type { RunbookVersion } from '../../ports/history.ts'
import { rfc3339 } from '../../run/report/instant.ts'
import { terminalLine, terminalPlain } from '../../sink/terminal.ts'
import type { View } from '../terminal/view.ts'
import { wrap } from '../terminal/wrap.ts'

/** The versions of a runbook: commit and day, why, and what it changed. */
export const versionLines = ({ versions }: RunbookHistory, view: View): string[] =>
  versions.flatMap((version) => [
    ...wrap(terminalLine(version.subject), {
      ...view,
      first: `${view.styles.yellow(version.commit.slice(0, 10))} ${rfc3339(version.atMs).slice(0, 10)}  `,
      rest: ' '.repeat(23),
    }),
    ...reasonLines(version, view),
    ...whatLines(version, view),
  ])

const indented = (view: View) => ({ ...view, first: ' '.repeat(23), rest: ' '.repeat(23) })

const reasonLines = ({ reason }: RunbookVersion, view: View): string[] =>
  reason === '' ? [] : wrap(terminalPlain(reason), indented(view))

function whatLines({ change, from, path, changed }: RunbookVersion, view: View): string[] {
  const words = [
    ...(change === 'renamed' ? [`renamed from ${from ?? '?'} to ${path}`] : []),
    ...(change === 'added' ? [from === undefined ? 'written' : `copied from ${from}`] : []),
    ...(change === 'removed' ? ['removed'] : []),
    ...(changed ?? []),
  ]
  return words.length === 0 ? [] : wrap(view.styles.dim(terminalLine(words.join(', '))), indented(view))
}
