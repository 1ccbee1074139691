import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import { Lost } from './pages/lost.tsx'
import { parseLibrarySearch } from './pages/library/filter.ts'
import { LibraryPage } from './pages/library/library-page.tsx'
import { parseRunbookSearch } from './pages/runbook/runbook-search.ts'
import { parseRunsSearch } from './pages/runs/runs-filter.ts'
import { Shell } from './pages/shell.tsx'

const root = createRootRoute({ component: Shell, notFoundComponent: Lost })

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

const tree = root.addChildren([home, library, runbook, edit, runs, compare, run, questions, overview])

/** Every page by its address. */
export const makeRouter = () =>
  createRouter({ routeTree: tree, defaultPreload: 'intent', scrollRestoration: true })

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>
  }
}
