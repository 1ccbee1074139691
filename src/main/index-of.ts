import type { App } from '../app/app.ts'
import { LibraryIndex } from '../app/library-index.ts'
import { showRunbook } from '../app/show-runbook.ts'

/** The index of an app's library: filled when it is first asked. */
export const indexOf = (app: App): LibraryIndex =>
  new LibraryIndex({
    files: () => app.library.files(),
    read: (path, today) => showRunbook(app, path, today),
    environment: app.driver.environment,
  })
