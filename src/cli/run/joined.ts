import type { Answer } from '../../run/question.ts'
import type { Landing } from '../../ports/landing.ts'
import { terminalLine } from '../../sink/terminal.ts'
import type { View } from '../terminal/view.ts'
import { said } from './screen.ts'

/** Who drives a run that is joined, and what that means for whoever joins it. */
export const joinedLines = (holder: string, view: View): readonly string[] => [
  '',
  ...said(
    '⇄',
    `joined: ${holderWords(holder)} drives this run; you see it as it goes and may answer. If that process ends, the run goes on here.`,
    'yellow',
    view,
  ),
]

/** `host|boot|pid|start|random`, as a process names itself, in words. */
function holderWords(holder: string): string {
  const [host = '', , pid] = holder.split('|')
  // The host's name may be followed by what tells it from others of that name.
  const name = host.split(':')[0] ?? host
  return pid ? `process ${terminalLine(pid)} on ${terminalLine(name)}` : 'another process'
}

export const takenOverLines = (view: View): readonly string[] =>
  said('⇄', 'the process that drove this run is gone: it goes on here now', 'yellow', view)

/** Who answered a question elsewhere, and what; the reply itself is told by what follows. */
export function answeredLines(by: string, answer: Answer, view: View): readonly string[] {
  return said('⇠', `${by} answered in another place: ${answerWords(answer)}`, 'dim', view)
}

/** An answer that came when the question was answered already. */
export function lateLines(by: string, answer: Answer, view: View): readonly string[] {
  const words = `${by} answered too late: ${answerWords(answer)}; it is kept, and changes nothing`
  return said('⇠', words, 'yellow', view)
}

function answerWords(answer: Answer): string {
  switch (answer.choice) {
    case 'run':
      return answer.edited ? 'run, with the command changed' : 'run'
    case 'option':
      return `the ${answer.index + 1}. option`
    case 'approve':
      return `approved by ${answer.approver}`
    case 'deny':
      return 'denied'
    case 'fail':
      return 'failed'
    case 'retry':
      return 'try again'
    default:
      return answer.choice.replaceAll('-', ' ')
  }
}

/** What can be said from here of where a command will land: the process that drives it has an environment of its own. */
export const seenFromHere = ({ host, user, directory }: Landing): Landing => ({ host, user, directory })
