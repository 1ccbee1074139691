import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** Waits until something is so; fails loudly after 30 s: machines are shared. */
export async function until(what: string, isSo: () => boolean): Promise<void> {
  for (const deadline = performance.now() + 30_000; performance.now() < deadline; await sleep(5))
    if (isSo()) return
  throw new Error(`waited in vain until ${what}`)
}

/** A file's text; empty when it is not there. */
export const textIn = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '')

/** Whether a process lives. One that has given its memory back does not, though it may be in the table a moment longer. */
export function lives(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !textIn(`/proc/${pid}/statm`).startsWith('0 ')
  } catch {
    return false
  }
}
