import { Link } from '@tanstack/react-router'
import type { ReactElement, ReactNode } from 'react'
import { useState } from 'react'
import type { WireRunbook } from '../../../src/contract/library.ts'
import type { PlanVersion } from '../../../src/plan/plan.ts'
import { useMay } from '../../client/may.ts'
import { Button } from '../../ui/button.tsx'
import { CopyLine } from '../../ui/copy.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import type { IconName } from '../../ui/icon.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Ladder, rungWords } from '../../ui/ladder.tsx'

/** What somebody called at night looks for first: what comes of it, who answers for it, whom to call. */
export function RunbookHeader({
  runbook,
  at,
}: {
  readonly runbook: WireRunbook
  /** The commit or branch that was asked for, when it is not the text as it stands. */
  readonly at: string | undefined
}): ReactElement {
  const { title, path, version, rungs, purpose } = runbook
  const folders = path.split('/').slice(0, -1)
  const maySave = useMay()('save-runbook')
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
        <span className="runbook-buttons">
          <AskForValidation />
          {maySave && (
            <Link
              className="button"
              to="/edit/$"
              params={{ _splat: path }}
              search={isBranch(at) ? { at } : {}}
            >
              <Icon name="edit" size={16} /> Edit
            </Link>
          )}
        </span>
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
      <Unreviewed version={version} />
      {at !== undefined && <OtherText path={path} at={at} version={version} />}
    </header>
  )
}

/** A branch goes on; a commit that is looked at does not. */
const isBranch = (at: string | undefined): at is string => at !== undefined && !/^[0-9a-f]{7,64}$/.test(at)

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
  const { by, at, run, note } = validation.statement
  const who = (
    <>
      by {by},{' '}
      <Link to="/runs/$run" params={{ run }} className="link">
        {at.slice(0, 10)}
      </Link>{' '}
      <span className="faint" title="It is what somebody claims, unless the commit that brought it is signed">
        (claimed)
      </span>
      {note !== undefined && <span className="faint">: {note}</span>}
    </>
  )
  if (validation.kind === 'current') return <>{who}</>
  return (
    <span className="tone-warn">
      lapsed: {who}. Changed since: {validation.changed.join(', ') || 'the order of its steps'}
    </span>
  )
}

/** The link that asks a colleague to carry the text out and say whether it works. */
function AskForValidation(): ReactElement {
  const [asking, setAsking] = useState(false)
  const { origin, pathname } = location
  return (
    <>
      <Button icon="check" onClick={() => setAsking(true)}>
        Ask for validation
      </Button>
      {asking && (
        <Dialog title="Ask a colleague for validation" onClose={() => setAsking(false)}>
          <p>
            Send this link to somebody who wrote none of the steps. It leads them through a run of the text as
            it stands and asks them to state whether it works.
          </p>
          <CopyLine text={`${origin}${pathname}?validate`} label="Link that asks for validation" />
        </Dialog>
      )}
    </>
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

/** Said on every page: such a text was reviewed by nobody, or is not the one that was. */
export function Unreviewed({ version }: { readonly version: PlanVersion }): ReactElement | null {
  const words = unreviewedWords(version)
  if (words === undefined) return null
  return (
    <div className="notice" data-tone="warn">
      <Icon name="warning" />
      <p>{words}</p>
    </div>
  )
}

function unreviewedWords(version: PlanVersion): string | undefined {
  if (version.kind === 'unversioned') return 'This text is not under version control.'
  if (version.kind === 'uncommitted')
    return 'This text is not committed: no commit holds it, and nobody has reviewed it.'
  const { publication } = version
  return publication?.published === false ? `This text is not published: ${publication.why}.` : undefined
}

/** Whoever looks at another text than the library's is told, and finds back. */
const OtherText = ({
  path,
  at,
  version,
}: {
  readonly path: string
  readonly at: string
  readonly version: PlanVersion
}): ReactElement => (
  <div className="notice" data-tone="accent">
    <Icon name="commit" />
    <p>
      You see the text of{' '}
      {version.kind === 'committed' && version.commit.startsWith(at) ? 'commit' : 'branch'}{' '}
      <code>{/^[0-9a-f]{40}$/.test(at) ? at.slice(0, 10) : at}</code>.{' '}
      <Link className="link" to="/runbook/$" params={{ _splat: path }} search={{}}>
        Show it as it stands
      </Link>{' '}
      or{' '}
      <Link className="link" to="/runbook/$" params={{ _splat: path }} search={{ view: 'history', from: at }}>
        what is different now
      </Link>
      .
    </p>
  </div>
)
