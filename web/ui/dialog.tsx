import type { ReactElement, ReactNode } from 'react'
import { useEffect, useId, useRef } from 'react'
import { Button } from './button.tsx'

/** A question above the page. The browser's own dialog keeps the focus in it, closes on Escape and gives it back. */
export function Dialog({
  title,
  width = 'usual',
  closes = 'by-a-press-beside-it',
  onClose,
  children,
}: {
  readonly title: string
  readonly width?: 'usual' | 'wide'
  /** `on-purpose`: what it shows is not shown again. */
  readonly closes?: 'by-a-press-beside-it' | 'on-purpose'
  readonly onClose: () => void
  readonly children: ReactNode
}): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null)
  const name = useId()
  useEffect(() => {
    const shown = dialog.current
    if (shown && !shown.open) shown.showModal()
  }, [])
  return (
    <dialog
      ref={dialog}
      className="dialog"
      data-width={width}
      aria-labelledby={name}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === dialog.current && closes !== 'on-purpose') onClose()
      }}
    >
      <div className="dialog-head">
        <h2 id={name}>{title}</h2>
        <Button look="quiet" size="small" icon="cross" onClick={onClose} aria-label="Close" />
      </div>
      <div className="dialog-body">{children}</div>
    </dialog>
  )
}
