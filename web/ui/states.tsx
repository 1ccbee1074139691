import type { ReactElement, ReactNode } from 'react'
import { Refused } from '../client/ask.ts'
import { Button } from './button.tsx'
import type { IconName } from './icon.tsx'
import { Icon } from './icon.tsx'

/** There is nothing here, and what to do about it. */
export const Empty = ({
  icon,
  title,
  children,
}: {
  readonly icon: IconName
  readonly title: string
  readonly children?: ReactNode
}): ReactElement => (
  <div className="empty">
    <Icon name={icon} size={28} />
    <h2>{title}</h2>
    {children}
  </div>
)

/** What went wrong, and what to do: the server's own words. */
export function TroubleNotice({
  error,
  onRetry,
}: {
  readonly error: unknown
  readonly onRetry?: () => void
}): ReactElement {
  const { why, remedy, more = [] } = problemOf(error)
  return (
    <div className="notice" data-tone="bad" role="alert">
      <Icon name="warning" />
      <div>
        <p>
          <strong>{sentence(why)}</strong> {sentence(remedy)}
        </p>
        {more.map((other) => (
          <p key={other.why}>
            {sentence(other.why)} {sentence(other.remedy)}
          </p>
        ))}
        {onRetry && (
          <p>
            <Button size="small" onClick={onRetry}>
              Try again
            </Button>
          </p>
        )}
      </div>
    </div>
  )
}

export function problemOf(error: unknown): Refused['problem'] {
  return error instanceof Refused ? error.problem : { why: 'the page went wrong', remedy: String(error) }
}

/** The server speaks in halves of sentences, as a terminal shows them. */
const sentence = (words: string): string => {
  const begun = words.charAt(0).toUpperCase() + words.slice(1)
  return /[.!?…]$/.test(begun) || begun === '' ? begun : `${begun}.`
}

/** Grey lines where text will be. */
export const Loading = ({ lines, height = '1rem' }: { readonly lines: number; readonly height?: string }) => (
  <div role="status" aria-label="Loading" style={{ display: 'grid', gap: '0.75rem' }}>
    {Array.from({ length: lines }, (_, index) => (
      <div key={index} className="skeleton" style={{ height, width: `${100 - ((index * 17) % 35)}%` }} />
    ))}
  </div>
)
