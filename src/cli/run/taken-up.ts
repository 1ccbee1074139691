import type { App } from '../../app/app.ts'
import { readLog } from '../../app/read-log.ts'
import type { Fact } from '../../run/evolve.ts'
import { effectId } from '../../run/id.ts'
import type { ReadonlyRunState } from '../../run/state.ts'
import { formatDuration } from '../../text/duration.ts'
import type { View } from '../terminal/view.ts'
import { isTrouble } from '../trouble.ts'
import { countWords } from './end-lines.ts'
import { handOverLines } from './hand-over-lines.ts'
import { tailLines } from './output.ts'
import { said } from './screen.ts'

/** What somebody who takes a run up again must know: how far it is and, where a command failed, what it said last. */
export async function takenUpLines(
  app: App,
  state: ReadonlyRunState,
  facts: readonly Fact[],
  view: View,
): Promise<readonly string[]> {
  const now = app.driver.clock.now()
  const begun = [
    `  ${view.styles.dim(`taken up again: ${countWords(state)}`)}`,
    ...clockLines((facts.at(-1)?.at ?? now) - now, view),
    ...handOverLines(state, facts, now, view),
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

/** Said when the record is ahead of the clock by more than clocks of two machines differ. */
const aheadMs = 5_000

function clockLines(behindMs: number, view: View): readonly string[] {
  if (behindMs < aheadMs) return []
  const behind = formatDuration(Math.floor(behindMs / 1000) * 1000)
  const words = `this machine's clock is ${behind} behind what this run last recorded: it was set back, or another machine's is ahead. In this run time goes on from there.`
  return said('!', words, 'yellow', view)
}

/** Enough to see an error message and what led to it, on a terminal of 24 lines. */
const tailMax = 10
