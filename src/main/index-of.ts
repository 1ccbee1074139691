import { setImmediate as nextTurn } from 'node:timers/promises'
import type { App } from '../app/app.ts'
import type { Read } from '../app/library-index.ts'
import { LibraryIndex } from '../app/library-index.ts'
import { lintLibrary } from '../app/lint-library.ts'
import { readLibraryRunbook } from '../app/read-runbook.ts'
import { validationIn } from '../app/validation.ts'

/** The index of an app's library: filled when it is first asked. */
export const indexOf = (app: App): LibraryIndex =>
  new LibraryIndex({
    files: () => app.library.files(),
    // Showing a library starts no other program for each of its blocks.
    read: (paths, today) => readAll({ ...app, shellCheck: () => undefined }, paths, today),
    environment: app.driver.environment,
  })

/** Files between which other requests have their turn. */
const atOnce = 50

async function* readAll(
  app: App,
  paths: readonly string[],
  today: string,
): AsyncGenerator<readonly [path: string, read: Read]> {
  for (let from = 0; from < paths.length; from += atOnce) {
    const some = paths.slice(from, from + atOnce)
    const linted = await lintLibrary(app, { paths: some, config: {}, today, cache: 'use' })
    const findings = new Map(
      linted.kind === 'linted' ? linted.files.map((file) => [file.path, file.findings]) : [],
    )
    for (const path of some) {
      const open = await readLibraryRunbook(app, path)
      if (open.kind === 'trouble') yield [path, open]
      else {
        const { runbook } = open
        const validation = await validationIn(app, path, runbook)
        yield [path, { kind: 'runbook', runbook, findings: findings.get(path) ?? [], validation }]
      }
    }
    await nextTurn()
  }
}
