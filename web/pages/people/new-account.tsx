import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useState } from 'react'
import { parseAccountName } from '../../../src/access/account-name.ts'
import { ask } from '../../client/ask.ts'
import { accountsQuery } from '../../client/queries.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { ShownOnce } from '../../ui/shown-once.tsx'
import { TroubleNotice } from '../../ui/states.tsx'
import { Form } from '../../ui/form.tsx'

/** Makes an account; a person's password is shown, once. */
export function NewAccount({
  kind,
  onClose,
}: {
  readonly kind: 'person' | 'service'
  readonly onClose: () => void
}): ReactElement {
  const [name, setName] = useState('')
  const client = useQueryClient()
  const create = useMutation({
    mutationFn: () => ask('createAccount', { body: { name, kind } }),
    onSuccess: async ({ password }) => {
      await client.invalidateQueries({ queryKey: accountsQuery.queryKey })
      if (password === undefined) onClose()
    },
  })
  const isBad = name !== '' && parseAccountName(name) === undefined
  if (create.data?.password !== undefined)
    return <PassOn name={create.data.name} password={create.data.password} onClose={onClose} />
  return (
    <Dialog title={kind === 'person' ? 'New person' : 'New service'} onClose={onClose}>
      <Form className="dialog-form" onSubmit={() => create.mutate()}>
        <TextField
          label="Name"
          value={name}
          onChange={setName}
          autoFocus
          autoCapitalize="none"
          autoComplete="off"
          spellCheck={false}
          required
          about={
            kind === 'person'
              ? 'They sign in with it, and it stands in records. It never changes.'
              : 'What the program is called in records. It never changes.'
          }
          wrong={isBad ? 'Only letters, digits and . _ - @, at most 64; a letter or digit first.' : undefined}
        />
        {create.error && <TroubleNotice error={create.error} />}
        <p className="small soft">
          The account may do nothing until you give it a role.
          {kind === 'service' && ' Then make tokens for it.'}
        </p>
        <div className="dialog-feet">
          <Button type="submit" look="primary" disabled={name === '' || isBad || create.isPending}>
            Make the account
          </Button>
        </div>
      </Form>
    </Dialog>
  )
}

/** A password that somebody else knows: good for signing in and choosing another. */
export const PassOn = ({
  name,
  password,
  onClose,
}: {
  readonly name: string
  readonly password: string
  readonly onClose: () => void
}): ReactElement => (
  <ShownOnce title={`A password for ${name}`} label="Password" text={password} onClose={onClose}>
    <p>
      Pass it on to {name}. At {location.origin} they sign in with it, and choose their own before anything
      else.
    </p>
  </ShownOnce>
)
