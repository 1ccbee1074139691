import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import type { ActionInput } from '../../../src/action/action.ts'
import type { WireSight } from '../../../src/contract/run.ts'
import { landingChanges, landingRecord } from '../../../src/contract/landing.ts'
import type { PlanCommand } from '../../../src/plan/plan.ts'
import type { Fact } from '../../../src/run/evolve.ts'
import type { Answer, OpenHole } from '../../../src/run/question.ts'
import type { OpenQuestion } from '../../../src/run/state.ts'
import { ask } from '../../client/ask.ts'
import { useRun } from '../../run/use-run.ts'

/** A command as it would run now, what the operator has made of it, and what that means for the press. */
export type SightView = {
  readonly planned: ActionInput | undefined
  readonly shown: WireSight | undefined
  readonly error: unknown
  readonly command: 'ready' | 'open' | 'refused' | 'none'
  /** What is shown is what was asked for last. */
  readonly isSettled: boolean
  readonly careful: boolean
  readonly changes: readonly string[]
  readonly holes: readonly OpenHole[]
  readonly values: Readonly<Record<string, string>>
  readonly setValue: (key: string, value: string) => void
  /** The text as it is, or as it was changed; undefined where it cannot be changed. */
  readonly text: string | undefined
  readonly edited: string | undefined
  readonly edit: (text: string | undefined) => void
  readonly runAnswer: () => Answer
}

/** Looks at the command of a question: exactly what would run and where, each time something of it is filled in. */
export function useSight(open: OpenQuestion, command: PlanCommand | undefined): SightView {
  const { state, facts } = useRun()
  const [values, setValues] = useState<Readonly<Record<string, string>>>({})
  const [edited, setEdited] = useState<string>()
  const draft = useDeferredValue(drafted(values, edited))
  const asks = command !== undefined && open.question.kind === 'run'
  const seen = useQuery({
    queryKey: ['sight', open.effect, draft],
    queryFn: () => ask('seeCommand', { params: { run: state.run }, body: { effect: open.effect, ...draft } }),
    enabled: asks,
    placeholderData: keepPreviousData,
    gcTime: 0,
  })
  const { data: shown } = seen
  const changes = shown?.landing ? landingChanges(lastLanding(facts), shown.landing) : []
  const planned = command?.dangers.length ?? 0
  return {
    planned: command?.input,
    shown,
    error: seen.error,
    command: !asks
      ? 'none'
      : shown === undefined
        ? 'open'
        : shown.state === 'resolved'
          ? 'ready'
          : shown.state,
    isSettled: !seen.isPlaceholderData && draft === drafted(values, edited, draft),
    careful: (shown ? shown.dangers.length : planned) + changes.length > 0,
    changes,
    holes: open.question.kind === 'run' ? holesOf(open.question.holes, shown) : [],
    values,
    setValue: (key, value) => setValues({ ...values, [key]: value }),
    text: open.stage === 'main' && command ? textOf(command.input) : undefined,
    edited,
    edit: setEdited,
    runAnswer: () => runAnswer(values, edited, shown),
  }
}

type Draft = { readonly values: Record<string, string>; readonly edited?: string }

/** What is asked about: empty fields are holes still. Gives `before` back when nothing is different. */
function drafted(
  values: Readonly<Record<string, string>>,
  edited: string | undefined,
  before?: Draft,
): Draft {
  const filled = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
  const draft = { values: filled, ...(edited === undefined ? {} : { edited }) }
  return before && JSON.stringify(before) === JSON.stringify(draft) ? before : draft
}

/** Holes that were filled in stay fields, so that they can be corrected. */
function holesOf(asked: readonly OpenHole[], shown: WireSight | undefined): readonly OpenHole[] {
  const known = new Set(asked.map(({ key }) => key))
  return [...asked, ...(shown?.holes ?? []).filter(({ key }) => !known.has(key))]
}

function lastLanding(facts: readonly Fact[]): Record<string, string> | undefined {
  const pressed = facts.findLast(
    ({ event }) =>
      event.type === 'question.answered' && event.answer.choice === 'run' && event.answer.landing,
  )?.event
  return pressed?.type === 'question.answered' && pressed.answer.choice === 'run'
    ? pressed.answer.landing
    : undefined
}

function textOf(input: ActionInput): string | undefined {
  if (input.action === 'shell' || input.action === 'script') return input.source
  return input.action === 'sql' ? input.statement : undefined
}

function runAnswer(
  values: Readonly<Record<string, string>>,
  edited: string | undefined,
  shown: WireSight | undefined,
): Answer {
  const given = drafted(values, edited).values
  return {
    choice: 'run',
    ...(Object.keys(given).length === 0 ? {} : { values: { private: given } }),
    ...(edited === undefined ? {} : { edited: { private: edited } }),
    ...(shown?.landing ? { landing: landingRecord(shown.landing) } : {}),
  }
}
