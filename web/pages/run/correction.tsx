import { useMutation, useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useState } from 'react'
import type { WireParameter } from '../../../src/contract/library.ts'
import type { WireCorrection } from '../../../src/contract/run.ts'
import type { StepMatch } from '../../../src/plan/mapping.ts'
import { asksWhetherDone, isDoubtful } from '../../../src/run/correction.ts'
import type { ConfirmedMatch } from '../../../src/run/input.ts'
import type { ReadonlyRunState } from '../../../src/run/state.ts'
import { ask } from '../../client/ask.ts'
import { runbookQuery } from '../../client/queries.ts'
import { useRun } from '../../run/use-run.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Loading, TroubleNotice } from '../../ui/states.tsx'
import { ParameterField } from '../runbook/parameter-field.tsx'
import { CorrectedSteps, DoubtField, FinishedField } from './corrected-steps.tsx'

/** The file was changed since the run began: the run goes on with its own text until somebody says otherwise. */
export function CorrectionNotice(): ReactElement | null {
  const { state } = useRun()
  const { path, documentHash } = state.plan.runbook
  const [open, setOpen] = useState(false)
  const { data } = useQuery({ ...runbookQuery(path), enabled: !state.ended, refetchInterval: 15_000 })
  if (state.ended || !data || data.documentHash === documentHash) return null
  const before = new Set(Object.keys(state.plan.values))
  const added = data.parameters.filter(({ name, required }) => required && !before.has(name))
  return (
    <div className="notice" data-tone="accent">
      <Icon name="edit" size={16} />
      <div className="notice-with-button">
        <p>
          The runbook was changed since this run began. The run keeps the text it has until you say that it
          goes on with the corrected one.
        </p>
        <Button size="small" onClick={() => setOpen(true)}>
          Look at the corrected text
        </Button>
      </div>
      {open && <CorrectionDialog added={added} onClose={() => setOpen(false)} />}
    </div>
  )
}

function CorrectionDialog({
  added,
  onClose,
}: {
  readonly added: readonly WireParameter[]
  readonly onClose: () => void
}): ReactElement {
  const { state } = useRun()
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({})
  const values = {
    ...Object.fromEntries(added.map(({ name, default: usual = '' }) => [name, usual])),
    ...typed,
  }
  const isGiven = added.every(({ name }) => values[name] !== '')
  const asked = useQuery({
    queryKey: ['correction', state.run, state.seq, values],
    queryFn: () => ask('proposeCorrection', { params: { run: state.run }, body: { values } }),
    enabled: isGiven,
    gcTime: 0,
  })
  return (
    <Dialog title="Go on with the corrected text" width="wide" onClose={onClose}>
      {added.map((parameter) => (
        <ParameterField
          key={parameter.name}
          parameter={parameter}
          value={typed[parameter.name]}
          onChange={(value) => setTyped({ ...typed, [parameter.name]: value })}
        />
      ))}
      {asked.error && <TroubleNotice error={asked.error} onRetry={() => void asked.refetch()} />}
      {asked.data && (
        <Confirm
          key={asked.data.plan.runbook.documentHash}
          {...{ correction: asked.data, values, onClose }}
        />
      )}
      {isGiven && asked.isPending && <Loading lines={5} />}
    </Dialog>
  )
}

/** What a person says of each proposed match; undefined: not yet. */
type Says = { readonly same?: 'yes' | 'no'; readonly finished?: 'keep' | 'again' }

function Confirm({
  correction: { plan, proposed },
  values,
  onClose,
}: {
  readonly correction: WireCorrection
  readonly values: Record<string, string>
  readonly onClose: () => void
}): ReactElement {
  const { state } = useRun()
  const [said, setSaid] = useState<ReadonlyMap<string, Says>>(new Map())
  const say = (match: StepMatch, more: Says): void =>
    setSaid(new Map(said).set(match.from, { ...said.get(match.from), ...more }))
  const open = proposed.filter((match) => isOpen(state, match, said.get(match.from)))
  const mapping = proposed.flatMap((match) => confirmed(state, match, said.get(match.from)))
  const replace = useMutation({
    mutationFn: () =>
      ask('correctRun', {
        params: { run: state.run },
        body: { values, documentHash: plan.runbook.documentHash, mapping },
      }),
    onSuccess: onClose,
  })
  return (
    <>
      {proposed.map((match) => {
        const doubt = isDoubtful(state, match)
        const says = said.get(match.from)
        const asks = asksWhetherDone(state, match) && (!doubt || says?.same === 'yes')
        return (
          <div key={match.from} className="correction-asks">
            {doubt && (
              <DoubtField
                {...{ after: plan, match, value: says?.same }}
                onSay={(same) => say(match, { same })}
              />
            )}
            {asks && (
              <FinishedField
                {...{ after: plan, match, value: says?.finished }}
                onSay={(finished) => say(match, { finished })}
              />
            )}
          </div>
        )
      })}
      <CorrectedSteps after={plan} mapping={mapping} />
      {replace.error && <TroubleNotice error={replace.error} />}
      <div className="dialog-feet">
        {open.length > 0 && <p className="small tone-warn">Answer every question above first.</p>}
        <Button onClick={onClose}>Change nothing</Button>
        <Button
          look="primary"
          disabled={open.length > 0 || replace.isPending}
          onClick={() => replace.mutate()}
        >
          Go on with the corrected text
        </Button>
      </div>
    </>
  )
}

function isOpen(state: ReadonlyRunState, match: StepMatch, says: Says | undefined): boolean {
  if (isDoubtful(state, match) && says?.same === undefined) return true
  if (isDoubtful(state, match) && says?.same === 'no') return false
  return asksWhetherDone(state, match) && says?.finished === undefined
}

function confirmed(
  state: ReadonlyRunState,
  match: StepMatch,
  says: Says | undefined,
): readonly ConfirmedMatch[] {
  const { from, to, by } = match
  const doubt = isDoubtful(state, match)
  if (doubt && says?.same !== 'yes') return []
  const finished = asksWhetherDone(state, match) && says?.finished ? { finished: says.finished } : {}
  return [{ from, to, by: doubt ? 'person' : by, ...finished }]
}
