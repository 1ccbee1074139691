import type { ReactElement, ReactNode } from 'react'
import { Button } from './button.tsx'
import { CopyLine } from './copy.tsx'
import { Dialog } from './dialog.tsx'

/** A secret that is shown now and never again. */
export const ShownOnce = ({
  title,
  label,
  text,
  onClose,
  children,
}: {
  readonly title: string
  readonly label: string
  readonly text: string
  readonly onClose: () => void
  readonly children: ReactNode
}): ReactElement => (
  <Dialog title={title} closes="on-purpose" onClose={onClose}>
    <p>
      <strong>It is shown this once.</strong> Copy it before you close this.
    </p>
    <CopyLine text={text} label={label} />
    {children}
    <div className="dialog-feet">
      <Button onClick={onClose}>I have it</Button>
    </div>
  </Dialog>
)
