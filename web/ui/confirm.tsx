import type { UseMutationResult } from '@tanstack/react-query'
import type { ReactElement, ReactNode } from 'react'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import { TroubleNotice } from './states.tsx'

/** Says what will come of it, and does it only then; what the server says against it stands there too. */
export function Confirm({
  title,
  button,
  look = 'danger',
  action,
  onClose,
  children,
}: {
  readonly title: string
  readonly button: string
  readonly look?: 'danger' | 'primary'
  readonly action: Pick<UseMutationResult<unknown, unknown, void>, 'mutate' | 'isPending' | 'error'>
  readonly onClose: () => void
  readonly children: ReactNode
}): ReactElement {
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      {action.error !== null && <TroubleNotice error={action.error} />}
      <div className="dialog-feet">
        <Button autoFocus onClick={onClose}>
          No, leave it
        </Button>
        <Button
          look={look}
          disabled={action.isPending}
          onClick={() => action.mutate(undefined, { onSuccess: onClose })}
        >
          {button}
        </Button>
      </div>
    </Dialog>
  )
}
