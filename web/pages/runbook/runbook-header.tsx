import { Link } from '@tanstack/react-router'
import type { ReactElement, ReactNode } from 'react'
import type { WireRunbook } from '../../../src/contract/library.ts'
import type { PlanVersion } from '../../../src/plan/plan.ts'
import type { IconName } from '../../ui/icon.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Ladder, rungWords } from '../../ui/ladder.tsx'

/** What somebody called at night looks for first: what comes of it, who answers for it, whom to call. */
export function RunbookHeader({ runbook }: { readonly runbook: WireRunbook }): ReactElement {
  const { title, path, version, rungs, purpose } = runbook
  const folders = path.split('/').slice(0, -1)
  const said = (field: string): string | undefined =>
    runbook.metadata.find((each) => each.field === field)?.text
  const outcome = said('outcome') ?? said('description')
  const service = [said('service'), said('severity')].filter((word) => word !== undefined).join(' · ')
  return (
    <header className="runbook-header">
      <nav className="crumbs small faint" aria-label="Place">
        <Link to="/library">Library</Link>
        {folders.map((folder) => (
          <span key={folder}>/ {folder}</span>
        ))}
        <span>/ {path.split('/').at(-1)}</span>
      </nav>
      <div className="runbook-headline">
        <h1>{title}</h1>
        <Link className="button" to="/edit/$" params={{ _splat: path }}>
          <Icon name="edit" size={16} /> Edit
        </Link>
      </div>
      {outcome !== undefined && <p className="runbook-outcome">{outcome}</p>}
      <dl className="runbook-facts">
        <Fact icon="owner" name="Owner">
          {said('owner') ?? <span className="tone-warn">nobody is named</span>}
        </Fact>
        <Fact icon="phone" name="Escalation">
          {said('escalation') ?? <span className="faint">nobody is named</span>}
        </Fact>
        <Fact icon="clock" name="Last looked at">
          {said('reviewed') ?? said('updated') ?? <span className="faint">no date</span>}
        </Fact>
        <Fact icon="check" name="Validated">
          <ValidationWords validation={runbook.validation} />
        </Fact>
        <Fact icon="commit" name="Text">
          <VersionWords version={version} />
        </Fact>
        {service !== '' && (
          <Fact icon="target" name="Service">
            {service}
          </Fact>
        )}
      </dl>
      {purpose === 'playbook' && (
        <p className="small soft">A playbook: it investigates, and leads to runbooks.</p>
      )}
      {rungs.manual + rungs.assisted + rungs.auto > 0 && (
        <div className="runbook-climb">
          <Ladder rungs={rungs} />
          <span className="tiny soft">{rungWords(rungs)}</span>
        </div>
      )}
      {version.kind !== 'committed' && <Unreviewed version={version} />}
    </header>
  )
}

const Fact = ({
  icon,
  name,
  children,
}: {
  readonly icon: IconName
  readonly name: string
  readonly children: ReactNode
}): ReactElement => (
  <div>
    <dt>
      <Icon name={icon} size={15} />
      {name}
    </dt>
    <dd>{children}</dd>
  </div>
)

/** A colleague's statement, with a run behind it, that the text works; it lapses when the steps change. */
function ValidationWords({ validation }: Pick<WireRunbook, 'validation'>): ReactElement {
  if (validation.kind === 'none') return <span className="faint">by nobody yet</span>
  const { by, at, run } = validation.statement
  const who = (
    <>
      by {by},{' '}
      <Link to="/runs/$run" params={{ run }} className="link">
        {at.slice(0, 10)}
      </Link>
    </>
  )
  if (validation.kind === 'current') return who
  return (
    <span className="tone-warn" title={`changed since: ${validation.changed.join(', ')}`}>
      lapsed: {who}
    </span>
  )
}

export function VersionWords({ version }: { readonly version: PlanVersion }): ReactElement {
  switch (version.kind) {
    case 'committed':
      return (
        <>
          commit <code>{version.commit.slice(0, 10)}</code>
          {version.branch !== undefined && <> on {version.branch}</>}
        </>
      )
    case 'uncommitted':
      return <>changed, not committed</>
    case 'unversioned':
      return <>not under version control</>
  }
}

/** Said on every page: such a text was reviewed by nobody, and cannot be found again later but in the record. */
export const Unreviewed = ({ version }: { readonly version: PlanVersion }): ReactElement => (
  <div className="notice" data-tone="warn">
    <Icon name="warning" />
    <p>
      {version.kind === 'unversioned'
        ? 'This text is not under version control.'
        : 'This text is not committed: no commit holds it, and nobody has reviewed it.'}
    </p>
  </div>
)
