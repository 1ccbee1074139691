import { documentHash, executableHash } from '../document/executable.ts'
import { readRunbook } from '../document/read.ts'
import type { Runbook } from '../document/runbook.ts'
import type { Sha256 } from '../hash/sha256.ts'
import { readSource } from '../text/source.ts'
import type { App, Trouble } from './app.ts'
import { trouble } from './app.ts'

/** A runbook of the library with its hashes. */
export type OpenRunbook = {
  readonly kind: 'runbook'
  readonly path: string
  readonly runbook: Runbook
  readonly documentHash: Sha256
  readonly executableHash: Sha256
}

/** Reads one runbook. A missing file, one outside the library, or one that is not text, is trouble. */
export async function readLibraryRunbook(app: App, path: string): Promise<OpenRunbook | Trouble> {
  const read = await app.library.read(path)
  if (read.kind === 'refused') return trouble(read.why, read.remedy)
  const result = readSource(read.bytes)
  if (result.kind === 'not-text')
    return trouble(`${read.path} is not a text file: ${result.why}`, 'save it as UTF-8')
  const name = read.path.split('/').at(-1) ?? read.path
  const runbook = readRunbook(result.source, name)
  return {
    kind: 'runbook',
    path: read.path,
    runbook,
    documentHash: documentHash(read.bytes),
    executableHash: executableHash(runbook),
  }
}
