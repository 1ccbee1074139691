import { Link } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import type { Proposal } from '../../../src/ports/library.ts'
import { Icon } from '../../ui/icon.tsx'

/** What was saved waits for a review: where it is, and how the review is opened. */
export function Proposed({
  path,
  proposal: { branch, commit, base, pushed, why, review },
}: {
  readonly path: string
  readonly proposal: Proposal
}): ReactElement {
  return (
    <div className="notice proposed" data-tone={pushed ? 'accent' : 'warn'} role="status">
      <Icon name="commit" />
      <div>
        <p>
          <strong>
            Saved as commit <code>{commit.slice(0, 10)}</code> on the branch <code>{branch}</code>.
          </strong>{' '}
          It is published when it is merged into {base}.
        </p>
        {!pushed && <p>The repository does not have it yet: {why ?? 'it was not pushed'}.</p>}
        <p className="proposed-ways">
          {review !== undefined && (
            <a className="link" href={review} target="_blank" rel="noreferrer noopener">
              Open a review
            </a>
          )}
          <Link className="link" to="/runbook/$" params={{ _splat: path }} search={{ at: branch }}>
            See it as a runbook
          </Link>
          <Link
            className="link"
            to="/runbook/$"
            params={{ _splat: path }}
            search={{ view: 'history', from: base, to: branch }}
          >
            What is different
          </Link>
        </p>
      </div>
    </div>
  )
}
