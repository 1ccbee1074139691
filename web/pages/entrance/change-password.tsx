import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useState } from 'react'
import { ask } from '../../client/ask.ts'
import { meQuery } from '../../client/queries.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { TroubleNotice } from '../../ui/states.tsx'
import { NewPasswordField, wrongPassword } from './new-password-field.tsx'
import { Form } from '../../ui/form.tsx'

/** Changes one's own password. */
export function ChangePassword({
  account,
  currentLabel,
  onDone,
}: {
  readonly account: string
  readonly currentLabel: string
  readonly onDone?: () => void
}): ReactElement {
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const client = useQueryClient()
  const change = useMutation({
    mutationFn: () => ask('changePassword', { body: { current, next } }),
    onSuccess: async () => {
      setCurrent('')
      setNext('')
      await client.resetQueries({ queryKey: meQuery.queryKey })
      onDone?.()
    },
  })
  const ready = current !== '' && wrongPassword(next, account) === undefined
  return (
    <Form onSubmit={() => change.mutate()}>
      {/* Password managers look for whose password it is. */}
      <input type="hidden" name="username" autoComplete="username" value={account} readOnly />
      <TextField
        label={currentLabel}
        type="password"
        autoComplete="current-password"
        required
        value={current}
        onChange={setCurrent}
      />
      <NewPasswordField label="New password" value={next} account={account} onChange={setNext} />
      {change.error && <TroubleNotice error={change.error} />}
      <Button type="submit" look="primary" disabled={!ready || change.isPending}>
        {change.isPending ? 'Changing …' : 'Change the password'}
      </Button>
    </Form>
  )
}
