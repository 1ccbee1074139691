import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { useRef } from 'react'
import { Button } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { SignOutButton } from './sign-out-button.tsx'

/** Who one is here, one's own account, and the way out. Escape, or a press beside it, closes it: the browser's own popover. */
export function AccountMenu({ account }: { readonly account: string }): ReactElement {
  const menu = useRef<HTMLDivElement>(null)
  return (
    <>
      <Button
        look="quiet"
        size="small"
        icon="owner"
        className="button account-button"
        popoverTarget="account-menu"
        aria-label={`Account of ${account}`}
      >
        <span>{account}</span>
      </Button>
      <div ref={menu} id="account-menu" className="account-menu" popover="auto">
        <p className="small">
          Signed in as <strong>{account}</strong>
        </p>
        <Link to="/account" className="button" data-look="quiet" onClick={() => menu.current?.hidePopover()}>
          <Icon name="key" size={16} /> My account
        </Link>
        <SignOutButton />
      </div>
    </>
  )
}
