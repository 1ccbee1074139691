import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useId, useState } from 'react'
import { stepsWithoutRemark } from '../../../src/run/validation.ts'
import { ask } from '../../client/ask.ts'
import { runbookQuery } from '../../client/queries.ts'
import { useRun } from '../../run/use-run.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Icon } from '../../ui/icon.tsx'
import { TroubleNotice } from '../../ui/states.tsx'
import { Form } from '../../ui/form.tsx'

/** A run that succeeded can carry the statement that its text works. */
export function ValidationOffer(): ReactElement | null {
  const { state } = useRun()
  const { data } = useQuery(runbookQuery(state.plan.runbook.path))
  const [asking, setAsking] = useState(false)
  if (state.ended?.status !== 'succeeded' || !data) return null
  const { validation } = data
  const stated = validation.kind !== 'none' && validation.statement.run === state.run
  return (
    <>
      {stated ? (
        <p className="small tone-good validation-said">
          <Icon name="check" size={15} /> {validation.statement.by} stated with this run that the runbook
          works
          {validation.kind === 'lapsed' && '; its steps have changed since'}.
        </p>
      ) : (
        <Button icon="check" onClick={() => setAsking(true)}>
          State as validation
        </Button>
      )}
      {asking && <StateDialog onClose={() => setAsking(false)} />}
    </>
  )
}

function StateDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { state, facts } = useRun()
  const client = useQueryClient()
  const left = stepsWithoutRemark(state, facts)
  const [works, setWorks] = useState(false)
  const [note, setNote] = useState('')
  const id = useId()
  const validate = useMutation({
    mutationFn: () =>
      ask('validateRun', {
        params: { run: state.run },
        body: {
          unremarked: works ? 'works' : 'refuse',
          ...(note.trim() === '' ? {} : { note: note.trim() }),
        },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['runbook', state.plan.runbook.path] }),
  })
  return (
    <Dialog title="State that the runbook works" onClose={onClose}>
      {validate.data ? (
        <>
          <p>
            Stated by {validate.data.by}. It lies in <code>{validate.data.file}</code>: commit it with the
            library, so that others have it. It lapses when a step changes.
          </p>
          <div className="dialog-feet">
            <Button look="primary" onClick={onClose}>
              Close
            </Button>
          </div>
        </>
      ) : (
        <Form className="dialog-form" onSubmit={() => validate.mutate()}>
          <p className="small soft">
            By somebody who wrote none of it, about this very text, with this run as the proof. It stands in
            the file beside the library; unless the commit is signed, it is what somebody claims.
          </p>
          {left.length > 0 && (
            <label className="check-line">
              <input type="checkbox" checked={works} onChange={({ target }) => setWorks(target.checked)} />
              <span>
                {left.length === 1 ? 'One step has' : `${left.length} steps have`} no remark: I say that the
                text of each works as it is written
              </span>
            </label>
          )}
          <div className="field">
            <label htmlFor={id}>A note, if there is something to say</label>
            <input id={id} className="input" value={note} onChange={({ target }) => setNote(target.value)} />
          </div>
          {validate.error && <TroubleNotice error={validate.error} />}
          <div className="dialog-feet">
            <Button onClick={onClose}>Not now</Button>
            <Button type="submit" look="primary" disabled={validate.isPending || (left.length > 0 && !works)}>
              It works
            </Button>
          </div>
        </Form>
      )}
    </Dialog>
  )
}
