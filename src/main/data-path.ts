import { homedir } from 'node:os'
import { resolve } from 'node:path'
import { dataFolderPath } from '../adapters/data-folder/data-folder.ts'
import type { AppOptions } from '../cli/world.ts'
import type { Environment } from './opened-library.ts'

/** The folder of a library's records: the one that was named, else its own in the user's state directory. */
export function dataPath(id: string, environment: Environment, { data }: Pick<AppOptions, 'data'>): string {
  if (data !== undefined) return resolve(data)
  return dataFolderPath(id, environment['XDG_STATE_HOME'], environment['HOME'] ?? homedir())
}
