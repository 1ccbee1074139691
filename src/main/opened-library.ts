import type { App } from '../app/app.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** A library with what else is known of where it lies. */
export type OpenedLibrary = Pick<App, 'library' | 'history' | 'source' | 'checkouts'> & {
  readonly kind: 'library'
  readonly startDirectory: (path: string) => string
}
