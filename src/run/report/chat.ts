import { chatText } from '../../sink/chat.ts'
import { formatDuration } from '../../text/duration.ts'
import type { RunReport } from './schema.ts'

/** More than these would not be read in a chat. */
const deviationsMax = 3

/** The report as a few lines to paste in a chat: how it came out, who, when, what was otherwise than written, where to look. */
export function reportChat(report: RunReport, link: string | undefined): string {
  const { runbook, run, status, why, startedBy, operator, startedAt, tookMs, steps, failures, deviations } =
    report
  const reason = why === undefined || why === status ? '' : ` (${why.replaceAll('-', ' ')})`
  const done = steps.filter((step) => step.status === 'succeeded').length
  const who = operator === startedBy ? startedBy : `${startedBy}, then ${operator}`
  const lastFailure = failures.at(-1)
  const more = deviations.length - deviationsMax
  return [
    `${marks[status]} ${line(runbook.title)}: ${status.replaceAll('-', ' ')}${line(reason)}`,
    `${line(who)}, ${startedAt.slice(0, 16).replace('T', ' ')} UTC, ${formatDuration(tookMs)}, ${done} of ${steps.length} steps done`,
    ...(lastFailure ? [`Failed: ${line(lastFailure.step)}: ${line(lastFailure.message)}`] : []),
    ...deviations.slice(0, deviationsMax).map((deviation) => `Otherwise than written: ${line(deviation)}`),
    ...(more > 0 ? [`… and ${more} more`] : []),
    link === undefined ? `Report: kneeboard report ${run}` : `Report: ${line(link)}`,
    '',
  ].join('\n')
}

const marks = {
  running: '▶',
  waiting: '⏳',
  paused: '⏸',
  'rolling-back': '↩',
  succeeded: '✅',
  failed: '❌',
  cancelled: '⏹',
  'rolled-back': '↩',
  'needs-person': '⏳',
} as const satisfies Record<RunReport['status'], string>

const line = (text: string): string => chatText(text).replaceAll(/\s+/g, ' ')
