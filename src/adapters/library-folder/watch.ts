import type { FSWatcher } from 'node:fs'
import { watch } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { isEntered } from '../../library/files.ts'

/** Systems let a user watch some thousands of folders; a library with more is looked at when it is asked for. */
const foldersMax = 2_000

/** How long after a change folders are looked for again: a checkout makes many at once. */
const settleMs = 200

/**
 * Calls back when something changes in a folder that runbooks are looked for in. What cannot be watched (too many
 * folders, a file system that tells nothing) is no trouble: a library is looked at anyway when somebody asks for it.
 */
export function watchFolders(root: string, changed: () => void): () => void {
  const watchers = new Map<string, FSWatcher>()
  let isClosed = false
  let timer: NodeJS.Timeout | undefined
  const forget = (folder: string): void => {
    watchers.get(folder)?.close()
    watchers.delete(folder)
  }
  const take = (folder: string): void => {
    if (isClosed || watchers.has(folder) || watchers.size >= foldersMax) return
    try {
      const watcher = watch(folder, { persistent: false }, () => {
        timer ??= setTimeout(again, settleMs).unref()
      })
      watcher.on('error', () => forget(folder))
      watchers.set(folder, watcher)
    } catch {
      // It is gone already, or the system allows no more.
    }
  }
  const again = (): void => {
    timer = undefined
    changed()
    void look()
  }
  const look = async (): Promise<void> => {
    const there = new Set(await foldersBelow(root))
    for (const folder of watchers.keys()) if (!there.has(folder)) forget(folder)
    for (const folder of there) take(folder)
  }
  void look()
  return () => {
    isClosed = true
    clearTimeout(timer)
    for (const folder of watchers.keys()) forget(folder)
  }
}

async function foldersBelow(root: string): Promise<readonly string[]> {
  const found = [root]
  for (let at = 0; at < found.length && found.length < foldersMax; at++) {
    const folder = found[at] ?? root
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
    for (const entry of entries)
      if (entry.isDirectory() && isEntered(entry.name)) found.push(join(folder, entry.name))
  }
  return found
}
