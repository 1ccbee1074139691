import './shell.css'
import { useQuery } from '@tanstack/react-query'
import { Link, Navigate, Outlet, useRouterState } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { lazy, Suspense, useState } from 'react'
import { Refused } from '../client/ask.ts'
import { useAccount, useMay } from '../client/may.ts'
import { entranceQuery, libraryQuery, meQuery, runsQuery } from '../client/queries.ts'
import { useTheme } from '../client/theme.ts'
import type { Verb } from '../../src/access/verb.ts'
import { Button } from '../ui/button.tsx'
import type { IconName } from '../ui/icon.tsx'
import { Icon } from '../ui/icon.tsx'
import { useKeys } from '../ui/keys.ts'
import { Empty } from '../ui/states.tsx'
import { AccountMenu } from './account-menu.tsx'
import { NotLetIn } from './entrance/not-let-in.tsx'
import { HelpSheet } from './help-sheet.tsx'
import { useGoKeys } from './go-keys.ts'

/** What stands around every page: where one is, and the way to everywhere else. */
export function Shell(): ReactElement {
  const me = useQuery(meQuery)
  const [help, setHelp] = useState(false)
  const isRun = useRouterState({ select: ({ location }) => location.pathname.startsWith('/runs/run_') })
  const isAccount = useRouterState({ select: ({ location }) => location.pathname === '/account' })
  useKeys({ '?': () => setHelp(true) })
  useGoKeys()
  if (me.error instanceof Refused && me.error.status === 401) return <SignedOut />
  if (me.data?.temporary)
    return (
      <Suspense>
        <FirstPassword account={me.data.actor.id} />
      </Suspense>
    )
  return (
    <div className="shell" {...(isRun ? { 'data-run': '' } : {})}>
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <Sidebar onHelp={() => setHelp(true)} />
      <main id="content" tabIndex={-1}>
        {!isRun && <Unreachable />}
        {me.data && !me.data.verbs.includes('list-library') && !isAccount ? <NothingHere /> : <Outlet />}
      </main>
      {help && <HelpSheet onClose={() => setHelp(false)} />}
    </div>
  )
}

const FirstPassword = lazy(() =>
  import('./entrance/first-password.tsx').then((module) => ({ default: module.FirstPassword })),
)

/** Said as soon as the list that is asked for all the time is not answered; a run's page hears of it sooner by itself. */
function Unreachable(): ReactElement | null {
  const { error } = useQuery(runsQuery({ open: 'true' }))
  if (!(error instanceof Refused && error.status === 0)) return null
  return (
    <div className="notice unreachable" data-tone="warn" role="alert">
      <Icon name="warning" size={16} />
      <p>The server cannot be reached. What stands here may be old; it is asked again by itself.</p>
    </div>
  )
}

const places: readonly {
  readonly to: '/library' | '/runs' | '/questions' | '/overview' | '/people' | '/audit'
  readonly icon: IconName
  readonly name: string
  /** Only for who may do this, where people sign in. */
  readonly verb?: Verb
}[] = [
  { to: '/library', icon: 'library', name: 'Library' },
  { to: '/runs', icon: 'runs', name: 'Runs' },
  { to: '/questions', icon: 'questions', name: 'Questions' },
  { to: '/overview', icon: 'overview', name: 'Overview' },
  { to: '/people', icon: 'people', name: 'People', verb: 'manage-accounts' },
  { to: '/audit', icon: 'audit', name: 'Audit', verb: 'read-audit' },
]

function Sidebar({ onHelp }: { readonly onHelp: () => void }): ReactElement {
  const library = useQuery(libraryQuery)
  const me = useQuery(meQuery)
  const open = useQuery(runsQuery({ open: 'true' }))
  const account = useAccount()
  const may = useMay()
  const offered = places.filter(({ verb }) => verb === undefined || (account !== undefined && may(verb)))
  const isRunbook = useRouterState({
    select: ({ location }) => /^\/(?:runbook|edit)\//.test(location.pathname),
  })
  const waiting = open.data?.runs.reduce((sum, run) => sum + run.questions, 0) ?? 0
  return (
    <header className="sidebar">
      <Link to="/library" className="brand">
        <img src="/icon.svg" alt="" width="26" height="26" />
        <span>
          <strong>Kneeboard</strong>
          <small>{library.data?.name ?? me.data?.library ?? '\u00A0'}</small>
        </span>
      </Link>
      <nav aria-label="Pages">
        {offered.map(({ to, icon, name }) => (
          <Link
            key={to}
            to={to}
            className="place"
            activeProps={{ 'data-here': '' }}
            {...(to === '/library' && isRunbook ? { 'data-here': '' } : {})}
          >
            <Icon name={icon} />
            <span>{name}</span>
            {to === '/questions' && waiting > 0 && (
              <span className="count numbers" role="img" aria-label={`${waiting} open`}>
                {waiting}
              </span>
            )}
          </Link>
        ))}
      </nav>
      <div className="sidebar-feet">
        {account !== undefined && <AccountMenu account={account} />}
        {me.data?.installation === 'single-user' && (
          <p className="tiny faint who" title="Everything here is done as this user, on this host">
            {me.data.actor.id}@{me.data.host}
          </p>
        )}
        <ThemeSwitch />
        <Button look="quiet" size="small" icon="help" onClick={onHelp} aria-label="Keyboard shortcuts" />
      </div>
    </header>
  )
}

const nextTheme = { system: 'light', light: 'dark', dark: 'system' } as const
const themeIcons = { system: 'system', light: 'sun', dark: 'moon' } as const

function ThemeSwitch(): ReactElement {
  const [theme, choose] = useTheme()
  return (
    <Button
      look="quiet"
      size="small"
      icon={themeIcons[theme]}
      aria-label={`Theme: ${theme}. Change it`}
      title={`Theme: ${theme}`}
      onClick={() => choose(nextTheme[theme])}
    />
  )
}

/** Asks who somebody is, and comes back here; where there are no accounts, the printed link is the way in. */
function SignedOut(): ReactElement | null {
  const entrance = useQuery(entranceQuery)
  const here = useRouterState({ select: ({ location }) => location.href })
  if (entrance.data) return <Navigate to="/sign-in" search={here === '/' ? {} : { back: here }} replace />
  return entrance.isPending ? null : <NotLetIn />
}

/** The account is there, and nothing has been granted to it. */
const NothingHere = (): ReactElement => (
  <Empty icon="key" title="There is nothing here for you yet">
    <p>You are signed in, and no role has been given to you. Ask whoever administers Kneeboard for one.</p>
  </Empty>
)
