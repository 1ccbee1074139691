import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter, useSearch } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { useState } from 'react'
import { ask, Refused } from '../../client/ask.ts'
import { entranceQuery } from '../../client/queries.ts'
import { Button } from '../../ui/button.tsx'
import { TextField } from '../../ui/field.tsx'
import { Loading, TroubleNotice } from '../../ui/states.tsx'
import { EntranceFrame } from './entrance-frame.tsx'
import { NotLetIn } from './not-let-in.tsx'
import { Form } from '../../ui/form.tsx'

/** Asks who somebody is, and leads them back to where they were. */
export function SignInPage(): ReactElement {
  const entrance = useQuery(entranceQuery)
  if (entrance.isPending)
    return (
      <EntranceFrame title="Sign in">
        <Loading lines={4} height="2rem" />
      </EntranceFrame>
    )
  // Where there are no accounts this door is for nobody.
  if (entrance.error instanceof Refused && entrance.error.status === 401) return <NotLetIn />
  if (entrance.error)
    return (
      <EntranceFrame title="Sign in">
        <TroubleNotice error={entrance.error} onRetry={() => void entrance.refetch()} />
      </EntranceFrame>
    )
  return entrance.data.setUp ? <NotSetUp /> : <SignIn />
}

const NotSetUp = (): ReactElement => (
  <EntranceFrame title="Not set up yet">
    <div className="entrance-about">
      <p>Nobody administers this Kneeboard yet, so there is nobody to sign in as.</p>
      <p>
        Open the link that <code>kneeboard serve --accounts</code> printed. It is good for 15 minutes; started
        again, the server prints another.
      </p>
    </div>
  </EntranceFrame>
)

function SignIn(): ReactElement {
  const { back } = useSearch({ from: '/sign-in' })
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const client = useQueryClient()
  const router = useRouter()
  const signIn = useMutation({
    mutationFn: () => ask('signIn', { body: { name, password } }),
    onSuccess: () => {
      // What was kept is what somebody else saw.
      client.clear()
      router.history.replace(back ?? '/library')
    },
    onError: () => setPassword(''),
  })
  return (
    <EntranceFrame title="Sign in">
      <Form onSubmit={() => signIn.mutate()}>
        <TextField
          label="Name"
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          autoFocus
          required
          value={name}
          onChange={setName}
        />
        <TextField
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={setPassword}
        />
        {signIn.error && <TroubleNotice error={signIn.error} />}
        <Button type="submit" look="primary" size="large" disabled={signIn.isPending}>
          {signIn.isPending ? 'Signing in …' : 'Sign in'}
        </Button>
        <p className="small faint">
          No account, or the password is lost? Whoever administers Kneeboard gives you one.
        </p>
      </Form>
    </EntranceFrame>
  )
}
