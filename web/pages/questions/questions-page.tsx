import './questions.css'
import { useQueries, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import type { Answered } from '../../../src/contract/api.ts'
import { fold } from '../../../src/run/fold.ts'
import type { RunHead } from '../../../src/run/head.ts'
import { stepAt } from '../../../src/run/instance-id.ts'
import type { OpenQuestion, ReadonlyRunState } from '../../../src/run/state.ts'
import { ask } from '../../client/ask.ts'
import { runsQuery } from '../../client/queries.ts'
import { questionWords, stepTitle } from '../../run/words.ts'
import { Icon } from '../../ui/icon.tsx'
import type { IconName } from '../../ui/icon.tsx'
import { Empty, Loading, TroubleNotice } from '../../ui/states.tsx'
import { Ago } from '../../ui/time.tsx'
import { useTitle } from '../../ui/title.ts'

/** A page of questions beyond this is no list to work through; the oldest runs come first anyway. */
const runsMax = 50

/** Everything that waits for a person, over all runs: approvals first, then what has waited longest. */
export function QuestionsPage(): ReactElement {
  useTitle('Questions')
  const open = useQuery(runsQuery({ open: 'true' }))
  const waiting = (open.data?.runs ?? []).filter(({ questions }) => questions > 0).slice(0, runsMax)
  const runs = useQueries({
    queries: waiting.map((head) => ({
      // What is asked is new only when the run has moved on.
      queryKey: ['asked', head.run, head.seq],
      queryFn: () => ask('showRun', { params: { run: head.run } }),
      staleTime: Infinity,
    })),
  })
  const asked = runs
    .flatMap(({ data }) => (data ? questionsOf(data) : []))
    .toSorted((a, b) => rank(a) - rank(b) || a.open.askedAt - b.open.askedAt)
  const isReading = open.isPending || runs.some(({ isPending }) => isPending)
  return (
    <div className="page">
      <div className="page-head">
        <h1>Questions</h1>
      </div>
      {open.error && <TroubleNotice error={open.error} onRetry={() => void open.refetch()} />}
      {isReading && asked.length === 0 && <Loading lines={4} height="3.5rem" />}
      {!isReading && !open.error && asked.length === 0 && (
        <Empty icon="check" title="Nothing waits for a person">
          <p>Approvals, decisions and steps that people do appear here as soon as a run comes to them.</p>
        </Empty>
      )}
      {asked.length > 0 && (
        <ul className="asked">
          {asked.map((each) => (
            <QuestionRow key={each.open.effect} asked={each} />
          ))}
        </ul>
      )}
    </div>
  )
}

type Asked = { readonly head: RunHead; readonly state: ReadonlyRunState; readonly open: OpenQuestion }

function questionsOf({ head, plan, facts }: Answered<'showRun'>): readonly Asked[] {
  const state = fold(head.run, plan, facts)
  return [...state.questions.values()].map((open) => ({ head, state, open }))
}

const rank = ({ open }: Asked): number =>
  open.question.kind === 'approve' ? 0 : open.question.kind === 'failed' ? 1 : 2

const icons = {
  do: 'owner',
  run: 'runs',
  check: 'check',
  undo: 'undo',
  approve: 'flag',
  choose: 'list',
  menu: 'list',
  failed: 'warning',
  stale: 'clock',
  unknown: 'help',
} as const satisfies Record<OpenQuestion['question']['kind'], IconName>

function QuestionRow({ asked: { head, state, open } }: { readonly asked: Asked }): ReactElement {
  const step = stepAt(state.plan, open.instance)
  const { kind } = open.question
  const tone = kind === 'failed' || kind === 'unknown' ? 'bad' : kind === 'approve' ? 'accent' : 'warn'
  return (
    <li className="asked-row">
      <span className={`asked-icon tone-${tone}`}>
        <Icon name={icons[kind]} />
      </span>
      <div>
        <h2>
          <Link to="/runs/$run" params={{ run: head.run }}>
            {step ? stepTitle(state, step, state.instances.get(open.instance)) : head.title}
          </Link>
        </h2>
        <p className="small soft">
          {questionWords(open.question)}
          <span className="faint"> · {head.title}</span>
        </p>
      </div>
      <span className="small faint">
        <Ago at={open.askedAt} />
      </span>
    </li>
  )
}
