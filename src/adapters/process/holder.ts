import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Place } from '../../ports/executor.ts'

/** This process, named so that another can tell whether it is still there: `host|boot|pid|start|random`. */
export const holderName = ({ host, bootId }: Place): string =>
  [host, bootId, process.pid, startOf(process.pid) ?? '', randomUUID().slice(0, 8)].join('|')

/**
 * True only when the process behind a name is certainly gone: it was on this host, and the machine has been
 * started since, or no process has its number and its start.
 */
export function isHolderGone(holder: string, here: Place): boolean {
  const [host, boot = '', pid, start] = holder.split('|')
  if (host !== here.host || !pid) return false
  const [kernel, namespace] = boot.split('/')
  const [kernelNow, namespaceNow] = here.bootId.split('/')
  if (kernel !== kernelNow) return true
  // Another process namespace has other numbers: nothing can be said about it from here.
  if (namespace !== namespaceNow) return false
  const now = startOf(Number(pid))
  return now === undefined ? !exists(Number(pid)) : now !== start
}

/** When a process began, in clock ticks since boot: tells it from a later one with the same number. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
  } catch {
    return undefined
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
