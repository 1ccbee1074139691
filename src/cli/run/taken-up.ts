import type { App } from '../../app/app.ts'
import { readLog } from '../../app/read-log.ts'
import type { Fact } from '../../run/evolve.ts'
import { effectId } from '../../run/id.ts'
import type { ReadonlyRunState } from '../../run/state.ts'
import type { View } from '../terminal/view.ts'
import { isTrouble } from '../trouble.ts'
import { countWords } from './end-lines.ts'
import { handOverLines } from './hand-over-lines.ts'
import { tailLines } from './output.ts'

/** What somebody who takes a run up again must know: how far it is and, where a command failed, what it said last. */
export async function takenUpLines(
  app: App,
  state: ReadonlyRunState,
  facts: readonly Fact[],
  view: View,
): Promise<readonly string[]> {
  const begun = [
    `  ${view.styles.dim(`taken up again: ${countWords(state)}`)}`,
    ...handOverLines(state, facts, app.driver.clock.now(), view),
  ]
  const failed = [...state.questions.values()].find(({ question }) => question.kind === 'failed')
  const start =
    failed &&
    facts.findLast(({ event }) => event.type === 'attempt.started' && event.instance === failed.instance)
  if (!start) return begun
  const chunks = await readLog(app, effectId(state.run, start.seq), 0)
  if (isTrouble(chunks) || chunks.length === 0) return begun
  return [...begun, '', '  What the command said last:', ...tailLines(chunks, tailMax, view)]
}

/** Enough to see an error message and what led to it, on a terminal of 24 lines. */
const tailMax = 10
