import { accessSync, constants, existsSync, statSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'

/** The first executable file of that name on a path (`a:b:c`); relative entries of the path are passed over. */
export function findProgram(name: string, path: string): string | undefined {
  return path
    .split(':')
    .filter((folder) => isAbsolute(folder))
    .map((folder) => join(folder, name))
    .find(executable)
}

function executable(file: string): boolean {
  // Most folders of a path do not have it; a thrown error costs ten times the look.
  if (!existsSync(file)) return false
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
