import type { ButtonHTMLAttributes, ReactElement } from 'react'
import type { IconName } from './icon.tsx'
import { Icon } from './icon.tsx'

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  readonly look?: 'plain' | 'primary' | 'danger' | 'grave' | 'quiet'
  readonly size?: 'small' | 'usual' | 'large'
  readonly icon?: IconName
  /** The key that does the same, shown where there is a keyboard. */
  readonly shortcut?: string
}

export function Button({
  look = 'plain',
  size = 'usual',
  icon,
  shortcut,
  children,
  ...more
}: ButtonProps): ReactElement {
  return (
    <button
      type="button"
      className="button"
      data-look={look}
      data-size={size}
      {...(shortcut === undefined ? {} : { 'aria-keyshortcuts': shortcut })}
      {...more}
    >
      {icon && <Icon name={icon} size={16} />}
      {children}
      {shortcut !== undefined && <kbd aria-hidden="true">{shortcut}</kbd>}
    </button>
  )
}
