import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'

/** This process, named so that another can tell whether it is still there: `host|boot|pid|start`. */
export function holderName(): string {
  return [hostname(), bootId(), process.pid, startOf(process.pid) ?? 'unknown', Math.random().toString(36).slice(2, 8)].join('|')
}

/** True only when the process is certainly gone: same host, and another boot or no such process any more. */
export function isHolderGone(holder: string): boolean {
  const [host, boot, pid, start] = holder.split('|')
  if (host !== hostname() || !pid) return false
  if (boot !== bootId()) return true
  const now = startOf(Number(pid))
  return now === undefined ? !exists(Number(pid)) : start !== 'unknown' && now !== start
}

/** Changes with every start of the machine. */
export function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  } catch {
    return 'unknown-boot'
  }
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
