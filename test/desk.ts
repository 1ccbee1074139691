import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll } from 'vitest'

/** A folder of runbooks and a place for their records, removed by `dispose`. */
export type Desk = { readonly folder: string; readonly state: string; readonly dispose: () => void }

/** Makes a desk with these files in it. */
export function makeDesk(files: Readonly<Record<string, string>>): Desk {
  const base = mkdtempSync(join(tmpdir(), 'kneeboard-desk-'))
  const folder = join(base, 'library')
  mkdirSync(folder)
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return { folder, state: join(base, 'state'), dispose: () => rmSync(base, { recursive: true, force: true }) }
}

/** Makes desks for a test file, each with these files, and removes them when the file is done. */
export function desksWith(files: () => Readonly<Record<string, string>>): () => Desk {
  const made: Desk[] = []
  afterAll(() => {
    for (const { dispose } of made) dispose()
  })
  return () => {
    const desk = makeDesk(files())
    made.push(desk)
    return desk
  }
}
