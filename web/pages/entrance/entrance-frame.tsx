import './entrance.css'
import type { ReactElement, ReactNode } from 'react'
import { useTitle } from '../../ui/title.ts'

/** What stands before the pages: one thing to do, and nothing around it. */
export function EntranceFrame({
  title,
  about,
  children,
}: {
  readonly title: string
  readonly about?: ReactNode
  readonly children: ReactNode
}): ReactElement {
  useTitle(title)
  return (
    <main className="entrance">
      <div className="entrance-card">
        <p className="entrance-brand">
          <img src="/icon.svg" alt="" width="26" height="26" />
          <strong>Kneeboard</strong>
        </p>
        <h1>{title}</h1>
        {about !== undefined && <div className="entrance-about">{about}</div>}
        {children}
      </div>
    </main>
  )
}
