import { Outlet, useRouterState } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { Shell } from './shell.tsx'

/** Before one has come in there is nothing to go to: these stand alone, everything else in the shell. */
export function Outside(): ReactElement {
  const isEntrance = useRouterState({
    select: ({ location }) => /^\/(?:sign-in|set-up)\/?$/.test(location.pathname),
  })
  return isEntrance ? <Outlet /> : <Shell />
}
