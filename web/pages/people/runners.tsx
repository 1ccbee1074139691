import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useState } from 'react'
import type { Answered } from '../../../src/contract/api.ts'
import { ask } from '../../client/ask.ts'
import { runnersQuery } from '../../client/queries.ts'
import { Button } from '../../ui/button.tsx'
import { Confirm } from '../../ui/confirm.tsx'
import { Loading, TroubleNotice } from '../../ui/states.tsx'
import { Ago } from '../../ui/time.tsx'
import { BindFolder } from './bind-folder.tsx'
import { NewRunner } from './new-runner.tsx'

type Runner = Answered<'listRunners'>['runners'][number]
type Binding = Answered<'listRunners'>['bindings'][number]

/** Who carries out commands elsewhere, and of which folders. */
export function Runners(): ReactElement {
  const asked = useQuery(runnersQuery)
  const [doing, setDoing] = useState<'new' | 'bind'>()
  const close = (): void => setDoing(undefined)
  return (
    <section className="side-box" aria-labelledby="runners">
      <div className="section-head">
        <h2 id="runners">Runners</h2>
        <span className="row-buttons">
          <Button size="small" icon="runs" onClick={() => setDoing('new')}>
            New runner
          </Button>
          <Button size="small" icon="link" onClick={() => setDoing('bind')}>
            Bind a folder
          </Button>
        </span>
      </div>
      <p className="small soft">
        A runner carries out the commands of folders on another host: the server itself carries out none.
        Those of a folder that is bound to nobody are for copying.
      </p>
      {asked.isPending && <Loading lines={2} height="2rem" />}
      {asked.error && <TroubleNotice error={asked.error} onRetry={() => void asked.refetch()} />}
      {asked.data && asked.data.runners.length + asked.data.bindings.length === 0 && (
        <p className="small faint">There are none.</p>
      )}
      {asked.data && asked.data.runners.length + asked.data.bindings.length > 0 && (
        <ul className="rows">
          {asked.data.runners.map((runner) => (
            <RunnerRow key={runner.name} runner={runner} />
          ))}
          {asked.data.bindings.map((binding) => (
            <BindingRow key={binding.folder} binding={binding} />
          ))}
        </ul>
      )}
      {doing === 'new' && <NewRunner onClose={close} />}
      {doing === 'bind' && <BindFolder onClose={close} />}
    </section>
  )
}

function useChange(change: () => Promise<unknown>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSuccess: () => client.invalidateQueries({ queryKey: runnersQuery.queryKey }),
  })
}

function RunnerRow({ runner }: { readonly runner: Runner }): ReactElement {
  const { name, labels, connected, draining, busy, startedOn, heardAt } = runner
  const [removing, setRemoving] = useState(false)
  const remove = useChange(() => ask('removeRunner', { params: { name } }))
  return (
    <li className="row" aria-label={`Runner ${name}`}>
      <div className="row-words">
        <p>
          <strong>{name}</strong>
          <span className="chip" data-tone={connected ? 'good' : 'warn'}>
            {connected ? (draining ? 'leaving' : 'there') : 'not there'}
          </span>
          {labels.map((label) => (
            <span key={label} className="chip">
              {label}
            </span>
          ))}
        </p>
        <p className="small faint">
          {connected
            ? `carries out ${busy} ${busy === 1 ? 'command' : 'commands'}`
            : 'carries out nothing now'}
          {startedOn !== undefined && ` · on ${startedOn}`}
          {heardAt !== undefined && (
            <>
              {' · heard '}
              <Ago at={heardAt} />
            </>
          )}
        </p>
      </div>
      <Button size="small" look="grave" onClick={() => setRemoving(true)} aria-label={`Remove ${name}`}>
        Remove
      </Button>
      {removing && (
        <Confirm
          title={`Remove the runner ${name}?`}
          button="Remove it"
          action={remove}
          onClose={() => setRemoving(false)}
        >
          <p>Its token is good for nothing any more, at once. Its name stays in records.</p>
        </Confirm>
      )}
    </li>
  )
}

function BindingRow({ binding: { folder, label, directory } }: { readonly binding: Binding }): ReactElement {
  const [ending, setEnding] = useState(false)
  const end = useChange(() => ask('unbindFolder', { query: { folder } }))
  return (
    <li className="row" aria-label={nameOf(folder)}>
      <div className="row-words">
        <p>
          Commands {folder === '' ? 'of the library' : `below ${folder}/`} go to runners labelled {label}, in{' '}
          {directory}
        </p>
      </div>
      <Button
        size="small"
        look="grave"
        onClick={() => setEnding(true)}
        aria-label={`Unbind ${nameOf(folder)}`}
      >
        Unbind
      </Button>
      {ending && (
        <Confirm
          title={`Unbind ${nameOf(folder)}?`}
          button="Unbind it"
          action={end}
          onClose={() => setEnding(false)}
        >
          <p>No runner carries out its commands any more, unless a folder above it is bound.</p>
        </Confirm>
      )}
    </li>
  )
}

const nameOf = (folder: string): string => (folder === '' ? 'the whole library' : folder)
