import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import { backOf } from './pages/entrance/back.ts'
import { Lost } from './pages/lost.tsx'
import { parseAuditSearch } from './pages/audit/audit-search.ts'
import { parseLibrarySearch } from './pages/library/filter.ts'
import { LibraryPage } from './pages/library/library-page.tsx'
import { parseRunbookSearch } from './pages/runbook/runbook-search.ts'
import { parseRunsSearch } from './pages/runs/runs-filter.ts'
import { Outside } from './pages/outside.tsx'

/** What the pages are opened with. */
type Opened = {
  /** It stood in the address, and stands there no more. */
  readonly setUpToken: string | undefined
}

const root = createRootRouteWithContext<Opened>()({ component: Outside, notFoundComponent: Lost })

const setUp = createRoute({
  getParentRoute: () => root,
  path: '/set-up',
  component: lazyRouteComponent(() => import('./pages/entrance/set-up-page.tsx'), 'SetUpPage'),
})

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('./pages/entrance/sign-in-page.tsx'), 'SignInPage'),
  validateSearch: ({ back: written }: Record<string, unknown>) => {
    const back = backOf(written)
    return back === undefined ? {} : { back }
  },
})

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: ({ search }) => {
    throw redirect({ to: '/library', search: parseLibrarySearch(search) })
  },
})

const library = createRoute({
  getParentRoute: () => root,
  path: '/library',
  component: LibraryPage,
  validateSearch: parseLibrarySearch,
})

/** Paths of the library hold slashes: the rest of the address is the path. */
const runbook = createRoute({
  getParentRoute: () => root,
  path: '/runbook/$',
  component: lazyRouteComponent(() => import('./pages/runbook/runbook-page.tsx'), 'RunbookPage'),
  validateSearch: parseRunbookSearch,
})

const runs = createRoute({
  getParentRoute: () => root,
  path: '/runs',
  component: lazyRouteComponent(() => import('./pages/runs/runs-page.tsx'), 'RunsPage'),
  validateSearch: parseRunsSearch,
})

const compare = createRoute({
  getParentRoute: () => root,
  path: '/runs/compare',
  component: lazyRouteComponent(() => import('./pages/compare/compare-page.tsx'), 'ComparePage'),
  validateSearch: ({ a, b }: Record<string, unknown>) => ({
    ...(typeof a === 'string' ? { a } : {}),
    ...(typeof b === 'string' ? { b } : {}),
  }),
})

const run = createRoute({
  getParentRoute: () => root,
  path: '/runs/$run',
  component: lazyRouteComponent(() => import('./pages/run/run-page.tsx'), 'RunPage'),
})

const questions = createRoute({
  getParentRoute: () => root,
  path: '/questions',
  component: lazyRouteComponent(() => import('./pages/questions/questions-page.tsx'), 'QuestionsPage'),
})

const overview = createRoute({
  getParentRoute: () => root,
  path: '/overview',
  component: lazyRouteComponent(() => import('./pages/overview/overview-page.tsx'), 'OverviewPage'),
})

const edit = createRoute({
  getParentRoute: () => root,
  path: '/edit/$',
  component: lazyRouteComponent(() => import('./pages/editor/editor-page.tsx'), 'EditorPage'),
  validateSearch: (search: Record<string, unknown>) =>
    typeof search['at'] === 'string' ? { at: search['at'] } : {},
})

const account = createRoute({
  getParentRoute: () => root,
  path: '/account',
  component: lazyRouteComponent(() => import('./pages/account/account-page.tsx'), 'AccountPage'),
})

const people = createRoute({
  getParentRoute: () => root,
  path: '/people',
  component: lazyRouteComponent(() => import('./pages/people/people-page.tsx'), 'PeoplePage'),
})

const audit = createRoute({
  getParentRoute: () => root,
  path: '/audit',
  component: lazyRouteComponent(() => import('./pages/audit/audit-page.tsx'), 'AuditPage'),
  validateSearch: parseAuditSearch,
})

const tree = root.addChildren([
  home,
  library,
  runbook,
  edit,
  runs,
  compare,
  run,
  questions,
  overview,
  setUp,
  signIn,
  account,
  people,
  audit,
])

/** Every page by its address. */
export const makeRouter = (context: Opened) =>
  createRouter({ routeTree: tree, context, defaultPreload: 'intent', scrollRestoration: true })

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>
  }
}
