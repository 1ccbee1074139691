import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { ask } from '../client/ask.ts'
import { Button } from '../ui/button.tsx'
import { TroubleNotice } from '../ui/states.tsx'

/** Ends this session, or all of one's own, and forgets what was seen in it. */
export function SignOutButton({ from = 'here' }: { readonly from?: 'here' | 'everywhere' }): ReactElement {
  const client = useQueryClient()
  const navigate = useNavigate()
  const signOut = useMutation({
    mutationFn: () => ask('signOut', { body: { everywhere: from === 'everywhere' } }),
    onSuccess: async () => {
      await navigate({ to: '/sign-in', search: {} })
      client.clear()
    },
  })
  return (
    <>
      <Button look="quiet" icon="exit" disabled={signOut.isPending} onClick={() => signOut.mutate()}>
        {from === 'everywhere' ? 'Sign out everywhere' : 'Sign out'}
      </Button>
      {signOut.error && <TroubleNotice error={signOut.error} />}
    </>
  )
}
