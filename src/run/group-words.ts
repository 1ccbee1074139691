import type { WaitForInput, WaitInput, WaitUntilInput } from '../action/action.ts'
import type { GroupBlock, Loop, Parallel } from '../action/group.ts'
import { atOnceMax, turnsMaxDefault } from '../action/group.ts'
import type { PlanStep } from '../plan/plan.ts'
import { rfc3339 } from './report/instant.ts'
import { terminalLine } from '../sink/terminal.ts'
import { formatDuration } from '../text/duration.ts'

/** How often a step goes and how what stands in it goes, in words; nothing for what goes once and in order. */
export const goesWords = ({ loop, parallel, limitMs }: PlanStep): readonly string[] => [
  ...(loop ? [loopWords(loop)] : []),
  ...(parallel ? [parallelWords(parallel)] : []),
  ...(limitMs === undefined ? [] : [`takes at most ${formatDuration(limitMs)}${loop ? ' each time' : ''}`]),
]

export const groupWords = (group: GroupBlock): string =>
  group.kind === 'loop' ? loopWords(group.loop) : parallelWords(group.parallel)

function loopWords({ over, atOnce, errorsMax, turnsMax }: Loop): string {
  const parts = [
    overWords(over),
    ...(atOnce > 1 ? [`${atOnce} at a time`] : []),
    ...(errorsMax === undefined ? [] : [`stops after ${errorsMax} ${errorsMax === 1 ? 'error' : 'errors'}`]),
    ...(turnsMax === turnsMaxDefault ? [] : [`at most ${turnsMax} times`]),
  ]
  return parts.join(', ')
}

function overWords(over: Loop['over']): string {
  switch (over.kind) {
    case 'list':
      return `for each ${terminalLine(over.variable)} in ${terminalLine(over.list)}`
    case 'count':
      return `${terminalLine(over.count)} times`
    case 'until':
      return `until ${terminalLine(over.expression)}${over.everyMs === undefined ? '' : `, every ${formatDuration(over.everyMs)}`}`
  }
}

function parallelWords({ join, atOnce }: Parallel): string {
  const needs =
    join.kind === 'all'
      ? `all of them${join.errorsMax > 1 ? `, stops after ${join.errorsMax} errors` : ''}`
      : join.count === 1
        ? 'any of them is enough'
        : `${join.count} of them are enough`
  return `side by side: ${needs}${atOnce < atOnceMax ? `, ${atOnce} at a time` : ''}`
}

/** What a wait waits for, in words. */
export function waitWords(input: WaitInput | WaitUntilInput | WaitForInput): string {
  switch (input.action) {
    case 'wait':
      return formatDuration(input.durationMs)
    case 'wait-until': {
      const { time } = input
      return time.kind === 'instant'
        ? `until ${rfc3339(time.at)}`
        : `until ${clock(time.minutes)} ${time.zone}`
    }
    case 'wait-for':
      return `until ${terminalLine(input.expression)}, looked at every ${formatDuration(input.everyMs)}, at most ${formatDuration(input.atMostMs)}`
  }
}

const clock = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
