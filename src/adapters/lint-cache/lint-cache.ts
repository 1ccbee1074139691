import { hash as digestOf, randomBytes } from 'node:crypto'
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { isAbsolute, join } from 'node:path'
import type { Finding } from '../../lint/finding.ts'
import type { KeptFindings, LintCache, LintCacheKey } from '../../ports/lint-cache.ts'
import type { Kept } from './kept-text.ts'
import { readKept, writeKept } from './kept-text.ts'

/** Findings of ten thousand bad files; what is larger was not written by us. */
const bytesMax = 64 * 1024 * 1024

/** Where a user's caches stand: `$XDG_CACHE_HOME/kneeboard`, by default `~/.cache/kneeboard`. */
export function lintCacheFolder(cacheHome: string | undefined, home: string): string {
  // The XDG specification: a relative path is invalid and is ignored.
  const base = cacheHome !== undefined && isAbsolute(cacheHome) ? cacheHome : join(home, '.cache')
  return join(base, 'kneeboard')
}

/**
 * Findings in one private file (0600, in a folder 0700) for each library. What is read from it is only ever shown:
 * a fix is always made from a fresh look at the text. Anything odd about the file or its folder: it is not used.
 * What another build of the product found is not used either: its rules may have been others.
 */
export function openLintCache(folder: string, build: string): LintCache {
  return { open: (key) => openKept(folder, build, key) }
}

const sha256 = (content: string | Uint8Array): string => digestOf('sha256', content, 'hex')

function openKept(folder: string, build: string, { library, facts }: LintCacheKey): KeptFindings {
  const file = join(folder, `lint-${sha256(library).slice(0, 32)}.json`)
  const key = sha256(`${build}\n${facts}`)
  const before = readOwn(folder, file, key)
  const after = new Map<string, Kept>()
  let changed = false
  return {
    find(path, bytes) {
      const kept = before.get(path)
      if (kept?.hash !== sha256(bytes)) return undefined
      after.set(path, kept)
      return kept.findings
    },
    keep(path: string, bytes: Uint8Array, findings: readonly Finding[]) {
      changed = true
      after.set(path, { hash: sha256(bytes), findings })
    },
    save() {
      // Files that were not asked about stay known: linting one file forgets no other.
      if (changed) writeOwn(folder, file, writeKept({ key, files: new Map([...before, ...after]) }))
    },
  }
}

function readOwn(folder: string, path: string, key: string): ReadonlyMap<string, Kept> {
  let file: number | undefined
  try {
    if (!isPrivate(lstatSync(folder))) return new Map()
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    const stat = fstatSync(file)
    if (!stat.isFile() || !isPrivate(stat) || stat.size > bytesMax) return new Map()
    const kept = readKept(readFileSync(file, 'utf8'))
    return kept?.key === key ? kept.files : new Map()
  } catch {
    // Not there, not readable: nothing is known, which is where everyone begins.
    return new Map()
  } finally {
    if (file !== undefined) closeSync(file)
  }
}

/** Ours alone: what others could have written is not read. */
const isPrivate = ({ uid, mode }: { uid: number; mode: number }): boolean =>
  (process.getuid === undefined || uid === process.getuid()) && (mode & 0o077) === 0

function writeOwn(folder: string, path: string, text: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    if (isPrivate(lstatSync(folder))) replace(path, text)
  } catch {
    // A full or read-only disk: the next call takes as long as this one, and that is all.
  }
}

function replace(path: string, text: string): void {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  try {
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx' })
    renameSync(draft, path)
  } catch (error) {
    rmSync(draft, { force: true })
    throw error
  }
}
