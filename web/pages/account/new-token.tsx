import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useState } from 'react'
import type { Verb } from '../../../src/access/verb.ts'
import { rights, verbs, verbWords } from '../../../src/access/verb.ts'
import { ask } from '../../client/ask.ts'
import { meQuery } from '../../client/queries.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Choice, TextField } from '../../ui/field.tsx'
import { ShownOnce } from '../../ui/shown-once.tsx'
import { TroubleNotice } from '../../ui/states.tsx'
import { Form } from '../../ui/form.tsx'

const days = [
  ['7', '7 days'],
  ['30', '30 days'],
  ['90', '90 days'],
  ['365', 'a year'],
] as const

/** Asks what a token is for and how far it goes, and shows it, once. */
export function NewToken({
  service,
  onClose,
}: {
  readonly service?: string
  readonly onClose: () => void
}): ReactElement {
  const [name, setName] = useState('')
  const [good, setGood] = useState<(typeof days)[number][0]>('30')
  const [chosen, setChosen] = useState<readonly Verb[]>()
  const [folders, setFolders] = useState('')
  const client = useQueryClient()
  const below = folders.split(/[\s,]+/).filter((folder) => folder !== '')
  const create = useMutation({
    mutationFn: () =>
      ask('createToken', {
        body: {
          name,
          days: Number(good),
          scope: {
            ...(chosen ? { verbs: [...chosen] } : {}),
            ...(below.length === 0 ? {} : { folders: below }),
          },
          ...(service === undefined ? {} : { account: service }),
        },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['tokens'] }),
  })
  if (create.data)
    return (
      <ShownOnce
        title={`The token ${create.data.kept.name}`}
        label="Token"
        text={create.data.token}
        onClose={onClose}
      >
        <p>
          Give it to the program as <code>Authorization: Bearer …</code>. Kneeboard keeps only a hash of it
          and cannot show it again.
        </p>
      </ShownOnce>
    )
  return (
    <Dialog title={service === undefined ? 'New token' : `New token of ${service}`} onClose={onClose}>
      <Form className="dialog-form" onSubmit={() => create.mutate()}>
        <TextField
          label="What it is for"
          value={name}
          onChange={setName}
          maxLength={100}
          required
          autoFocus
          about="The name by which you know it again, and which stands in records."
        />
        <Choice label="Good for" value={good} options={days} onChange={setGood} />
        <VerbChoice service={service} chosen={chosen} onChange={setChosen} />
        <TextField
          label="Only below these folders"
          value={folders}
          onChange={setFolders}
          data-mono=""
          placeholder="everything"
          about="As in payments/db; several with commas between them. Empty: everything the account reaches."
        />
        {create.error && <TroubleNotice error={create.error} />}
        <div className="dialog-feet">
          <Button
            type="submit"
            look="primary"
            disabled={name.trim() === '' || chosen?.length === 0 || create.isPending}
          >
            Make the token
          </Button>
        </div>
      </Form>
    </Dialog>
  )
}

/** What a token may do at most: of what its account may, what is not for people alone. */
function VerbChoice({
  service,
  chosen,
  onChange,
}: {
  readonly service: string | undefined
  readonly chosen: readonly Verb[] | undefined
  readonly onChange: (chosen: readonly Verb[] | undefined) => void
}): ReactElement {
  const me = useQuery(meQuery)
  const mine = new Set(me.data?.verbs)
  const offered = verbs.filter(
    (verb) => rights[verb].by !== 'people' && (service !== undefined || mine.has(verb)),
  )
  return (
    <>
      <fieldset className="choices">
        <legend className="field-label">What it may do</legend>
        <label className="check-line">
          <input type="radio" checked={chosen === undefined} onChange={() => onChange(undefined)} />
          Whatever the account may
        </label>
        <label className="check-line">
          <input
            type="radio"
            checked={chosen !== undefined}
            onChange={() => onChange(offered.filter((verb) => looking.has(verb)))}
          />
          Only what I tick
        </label>
      </fieldset>
      {chosen && (
        <fieldset className="choices choices-two" aria-label="Ticked">
          {offered.map((verb) => (
            <label key={verb} className="check-line">
              <input
                type="checkbox"
                checked={chosen.includes(verb)}
                onChange={({ target }) =>
                  onChange(target.checked ? [...chosen, verb] : chosen.filter((each) => each !== verb))
                }
              />
              {verbWords(verb)}
            </label>
          ))}
        </fieldset>
      )}
    </>
  )
}

/** What is ticked to begin with: the least a program needs to see anything. */
const looking: ReadonlySet<Verb> = new Set(['list-library', 'show-runbook', 'list-runs', 'show-run'])
