import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useId, useState } from 'react'
import type { Grant, GrantedOn, GrantedTo } from '../../../src/access/grant.ts'
import { folderName } from '../../../src/access/grant.ts'
import type { Role } from '../../../src/access/role.ts'
import { ask } from '../../client/ask.ts'
import { grantsQuery, libraryQuery, meQuery } from '../../client/queries.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Choice, TextField } from '../../ui/field.tsx'
import { TroubleNotice } from '../../ui/states.tsx'
import type { Account } from './accounts.tsx'
import { grantSentence } from './grant-sentence.ts'
import { groupsOf } from './groups.tsx'
import { Form } from '../../ui/form.tsx'

const roles: readonly (readonly [role: Role, words: string])[] = [
  ['viewer', 'Viewer: reads, plans, looks at runs'],
  ['operator', 'Operator: also runs, answers, cancels'],
  ['approver', 'Approver: reads, notes, and approves'],
  ['author', 'Author: reads, and writes runbooks'],
  ['admin', 'Admin: everything but approving'],
]

const places = [
  ['everything', 'Everything'],
  ['folder', 'A folder'],
  ['tag', 'Runbooks with a tag'],
] as const

/** Asks who is to be what on what, and says it in words before it is given. */
export function GiveRole({
  accounts,
  onClose,
}: {
  readonly accounts: readonly Account[]
  readonly onClose: () => void
}): ReactElement {
  const who = whoOptions(accounts)
  const [to, setTo] = useState(who[0]?.[0] ?? 'everyone')
  const [role, setRole] = useState<Role>('operator')
  const [place, setPlace] = useState<GrantedOn['kind']>('everything')
  const [name, setName] = useState('')
  const on = onOf(place, name)
  const grant: Grant | undefined = on && { to: toOf(to), role, on }
  const client = useQueryClient()
  const give = useMutation({
    mutationFn: (given: Grant) => ask('giveGrant', { body: given }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: grantsQuery.queryKey })
      await client.invalidateQueries({ queryKey: meQuery.queryKey })
      onClose()
    },
  })
  return (
    <Dialog title="Give a role" onClose={onClose}>
      <Form
        className="dialog-form"
        onSubmit={() => {
          if (grant) give.mutate(grant)
        }}
      >
        <Choice label="Who" value={to} options={who} onChange={setTo} />
        <Choice label="Role" value={role} options={roles} onChange={setRole} />
        <Choice label="On" value={place} options={places} onChange={setPlace} />
        {place !== 'everything' && <Where place={place} name={name} onChange={setName} />}
        <p className="grant-says" role="status">
          {grant ? `${grantSentence(grant)}.` : 'Say where.'}
        </p>
        {give.error && <TroubleNotice error={give.error} />}
        <div className="dialog-feet">
          <Button type="submit" look="primary" disabled={!grant || give.isPending}>
            Give the role
          </Button>
        </div>
      </Form>
    </Dialog>
  )
}

/** The folders and tags there are, offered; others may be written. */
function Where({
  place,
  name,
  onChange,
}: {
  readonly place: 'folder' | 'tag'
  readonly name: string
  readonly onChange: (name: string) => void
}): ReactElement {
  const library = useQuery(libraryQuery)
  const list = useId()
  const rows = library.data?.runbooks ?? []
  const names =
    place === 'folder' ? rows.flatMap(({ path }) => foldersOf(path)) : rows.flatMap(({ tags }) => tags)
  return (
    <>
      <TextField
        label={place === 'folder' ? 'Folder' : 'Tag'}
        value={name}
        onChange={onChange}
        list={list}
        required
        data-mono=""
        placeholder={place === 'folder' ? 'payments/db' : 'database'}
        about={
          place === 'folder'
            ? 'Everything below it, at any depth.'
            : 'Tags are written in the runbook: whoever may write it may change who else may run it.'
        }
      />
      <datalist id={list}>
        {[...new Set(names)].toSorted().map((each) => (
          <option key={each} value={each} />
        ))}
      </datalist>
    </>
  )
}

const foldersOf = (path: string): readonly string[] => {
  const parts = path.split('/').slice(0, -1)
  return parts.map((_, index) => parts.slice(0, index + 1).join('/'))
}

/** Account names hold no space, so the words before one tell which kind it is. */
const whoOptions = (accounts: readonly Account[]): readonly (readonly [value: string, words: string])[] => [
  ...accounts.map(
    ({ name, kind }) => [`account ${name}`, kind === 'service' ? `${name} (service)` : name] as const,
  ),
  ...groupsOf(accounts).map((group) => [`group ${group}`, `Everyone in ${group}`] as const),
  ['everyone', 'Everyone who signs in'],
]

function toOf(chosen: string): GrantedTo {
  const [kind, name = ''] = chosen.split(' ')
  if (kind === 'account') return { kind, account: name }
  return kind === 'group' ? { kind, group: name } : { kind: 'everyone' }
}

function onOf(place: GrantedOn['kind'], name: string): GrantedOn | undefined {
  if (place === 'everything') return { kind: 'everything' }
  if (place === 'tag') return name.trim() === '' ? undefined : { kind: 'tag', tag: name.trim() }
  const folder = folderName(name)
  return folder === undefined ? undefined : { kind: 'folder', folder }
}
