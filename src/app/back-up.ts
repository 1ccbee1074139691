import type { BackedUp } from '../ports/backups.ts'
import type { App, Trouble } from './app.ts'
import { trouble } from './app.ts'
import { authorise } from './authorise.ts'

/** Writes the records into one new file, while runs go on. `file` is absolute. */
export async function backUp(app: App, file: string): Promise<BackedUp | Trouble> {
  const no = await authorise(app, 'back-up')
  if (no) return no
  const written = await app.backups.write(file)
  return written.kind === 'refused' ? trouble(written.why, written.remedy) : written
}
