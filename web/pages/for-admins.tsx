import type { ReactElement } from 'react'
import { Empty } from '../ui/states.tsx'

/** What stands on a page that is not for whoever looks. */
export const ForAdmins = ({ accounts }: { readonly accounts: boolean }): ReactElement =>
  accounts ? (
    <Empty icon="key" title="This page is for admins">
      <p>It needs the role admin on everything. Ask whoever administers Kneeboard.</p>
    </Empty>
  ) : (
    <Empty icon="people" title="There are no accounts here">
      <p>
        Everything is done as whoever started the server. For many people start it with{' '}
        <code>kneeboard serve --accounts</code>.
      </p>
    </Empty>
  )
