import type { ReactElement } from 'react'
import { SignOutButton } from '../sign-out-button.tsx'
import { ChangePassword } from './change-password.tsx'
import { EntranceFrame } from './entrance-frame.tsx'

/** Before anything else: a password that was passed on is known to whoever passed it on. */
export const FirstPassword = ({ account }: { readonly account: string }): ReactElement => (
  <EntranceFrame
    title="Choose your password"
    about={
      <p>
        Welcome, {account}. The password you were given is known to somebody else, and is good for nothing but
        choosing your own.
      </p>
    }
  >
    <ChangePassword account={account} currentLabel="The password you were given" />
    <SignOutButton />
  </EntranceFrame>
)
