import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { useState } from 'react'
import type { WireParameter, WireRunbook } from '../../../src/contract/library.ts'
import type { Mode } from '../../../src/run/mode.ts'
import { ask } from '../../client/ask.ts'
import { useMay } from '../../client/may.ts'
import { runsQuery } from '../../client/queries.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { TroubleNotice } from '../../ui/states.tsx'
import { Ago } from '../../ui/time.tsx'
import { DryRun } from './dry-run.tsx'
import { ModeChoice } from './mode-choice.tsx'
import { ParameterField } from './parameter-field.tsx'
import { Form } from '../../ui/form.tsx'

/** Asks for what a run needs and starts it; a dry run first shows everything and executes nothing. */
export function StartForm({
  runbook,
  at,
}: {
  readonly runbook: WireRunbook
  /** The commit or branch whose text is run; undefined: the one that stands in the library. */
  readonly at: string | undefined
}): ReactElement | null {
  const steps = runbook.rungs.manual + runbook.rungs.assisted + runbook.rungs.auto
  const [mode, setMode] = useState<Mode>(steps === runbook.rungs.manual ? 'checklist' : 'step')
  const [values, setValues] = useState<Readonly<Record<string, string>>>({})
  const navigate = useNavigate()
  const client = useQueryClient()
  const mayStart = useMay()('start-run')
  const request = {
    path: runbook.path,
    values: givenOf(runbook.parameters, values),
    ...(at === undefined ? {} : { at }),
  }
  const start = useMutation({
    mutationFn: () => ask('startRun', { body: { ...request, mode } }),
    onSuccess: async ({ run }) => {
      void client.invalidateQueries({ queryKey: ['runs'] })
      await navigate({ to: '/runs/$run', params: { run } })
    },
  })
  const plan = useMutation({ mutationFn: () => ask('planRun', { body: request }) })
  const wrong = start.error ?? plan.error
  if (steps === 0)
    return (
      <section className="side-box">
        <h2>For reading</h2>
        <p className="small soft">There are no steps in this document that could be carried out.</p>
      </section>
    )
  return (
    <Form
      className="side-box start-form"
      aria-label="Start a run"
      onSubmit={() => {
        if (mayStart) start.mutate()
        else plan.mutate()
      }}
    >
      <h2>{mayStart ? 'Start a run' : 'Dry run'}</h2>
      {mayStart ? (
        <ModeChoice mode={mode} onChange={setMode} />
      ) : (
        <p className="small soft">You may look at what a run would do, and not start one.</p>
      )}
      {runbook.parameters.map((parameter) => (
        <ParameterField
          key={parameter.name}
          parameter={parameter}
          value={values[parameter.name]}
          onChange={(value) => setValues({ ...values, [parameter.name]: value })}
        />
      ))}
      <Beside path={runbook.path} />
      {wrong && <TroubleNotice error={wrong} />}
      <div className="start-buttons">
        {mayStart && (
          <Button type="submit" look="primary" size="large" icon="runs" disabled={start.isPending}>
            {start.isPending ? 'Starting …' : 'Start'}
          </Button>
        )}
        <Button size="large" onClick={() => plan.mutate()} disabled={plan.isPending}>
          Dry run
        </Button>
      </div>
      {plan.data && <DryRun planned={plan.data} onClose={() => plan.reset()} />}
    </Form>
  )
}

/** Whoever starts beside a live run of the same text should know of it, and can join it. */
function Beside({ path }: { readonly path: string }): ReactElement | null {
  const { data } = useQuery(runsQuery({ open: 'true', path }))
  const [head] = data?.runs ?? []
  if (!head) return null
  return (
    <div className="notice" data-tone="warn">
      <Icon name="runs" size={16} />
      <p>
        A run of it is open, started by {head.startedBy} <Ago at={head.startedAt} />.{' '}
        <Link className="link" to="/runs/$run" params={{ run: head.run }}>
          Join it
        </Link>
        , or start another.
      </p>
    </div>
  )
}

/** What was typed; what was left as it is, is not given, so that the default (or its absence) holds. */
const givenOf = (
  parameters: readonly WireParameter[],
  values: Readonly<Record<string, string>>,
): Record<string, string> =>
  Object.fromEntries(
    parameters.flatMap(({ name, default: usual = '' }) => {
      const value = values[name]
      return value === undefined || value === usual ? [] : [[name, value]]
    }),
  )
