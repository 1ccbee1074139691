import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useRouteContext } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { useEffect, useState } from 'react'
import { parseAccountName } from '../../../src/access/account-name.ts'
import { ask } from '../../client/ask.ts'
import { takeSetUpToken } from '../../client/set-up-token.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { TroubleNotice } from '../../ui/states.tsx'
import { EntranceFrame } from './entrance-frame.tsx'
import { NewPasswordField, wrongPassword } from './new-password-field.tsx'
import { Form } from '../../ui/form.tsx'

/** Where the printed link leads: whoever opens it first becomes the first admin. */
export function SetUpPage(): ReactElement {
  const { setUpToken } = useRouteContext({ from: '/set-up' })
  const [token, setToken] = useState(setUpToken)
  useEffect(() => {
    // The link, put into the address of a page that is here already, loads nothing anew.
    const take = (): void => setToken((before) => takeSetUpToken() ?? before)
    addEventListener('hashchange', take)
    return () => removeEventListener('hashchange', take)
  }, [])
  if (token === undefined) return <WithoutToken />
  return <FirstAdmin token={token} />
}

const WithoutToken = (): ReactElement => (
  <EntranceFrame title="Set up Kneeboard">
    <div className="entrance-about">
      <p>
        Open the whole link that <code>kneeboard serve --accounts</code> printed. It is good for 15 minutes,
        once; started again, the server prints another as long as nobody is an admin.
      </p>
      <p>
        Is it set up already?{' '}
        <Link to="/sign-in" className="link">
          Sign in
        </Link>
      </p>
    </div>
  </EntranceFrame>
)

function FirstAdmin({ token }: { readonly token: string }): ReactElement {
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const client = useQueryClient()
  const navigate = useNavigate()
  const setUp = useMutation({
    mutationFn: () => ask('setUp', { body: { token, name, password } }),
    onSuccess: async () => {
      client.clear()
      await navigate({ to: '/library', search: {}, replace: true })
    },
  })
  const badName = name !== '' && parseAccountName(name) === undefined
  const ready = name !== '' && !badName && wrongPassword(password, name) === undefined
  return (
    <EntranceFrame
      title="Set up Kneeboard"
      about={
        <p>
          You become the first admin: you make the accounts of the others, and say who may do what. Give a
          name and a password that only you know.
        </p>
      }
    >
      <Form onSubmit={() => setUp.mutate()}>
        <TextField
          label="Name"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          required
          value={name}
          onChange={setName}
          about="It stands in every record of what you do. Letters, digits and . _ - @"
          wrong={
            badName ? 'Only letters, digits and . _ - @, at most 64; a letter or digit first.' : undefined
          }
        />
        <NewPasswordField label="Password" value={password} account={name} onChange={setPassword} />
        {setUp.error && <TroubleNotice error={setUp.error} />}
        <Button type="submit" look="primary" size="large" disabled={!ready || setUp.isPending}>
          {setUp.isPending ? 'Setting up …' : 'Become the first admin'}
        </Button>
      </Form>
    </EntranceFrame>
  )
}
