import type { ReactElement } from 'react'
import { Empty } from '../../ui/states.tsx'

/** Where there are no accounts the printed link is the way in. */
export const NotLetIn = (): ReactElement => (
  <main className="alone">
    <Empty icon="owner" title="This browser is not let in">
      <p>
        Open the link that <code>kneeboard serve</code> printed. Each link lets one browser in, once; started
        again, the server prints another, and still knows those it let in.
      </p>
    </Empty>
  </main>
)
