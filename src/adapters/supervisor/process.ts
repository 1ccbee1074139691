import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import type { EffectId } from '../../run/id.ts'

/** A process that carries the mark of an attempt in its environment. */
export type MarkedProcess = {
  readonly pid: number
  /** Its process group. */
  readonly group: number
  readonly effect: string
  readonly command: string
}

/** The environment name every command's processes inherit, also those that left its process group. */
export const markName = 'KNEEBOARD_EFFECT'

/**
 * Whether that pid is the supervisor with this mark: its arguments hold it, the effect id or the token of one that
 * stays, as one whole argument. A pid that the system gave to another process is not.
 */
export const isSupervisor = (pid: number, mark: string): boolean => argumentsOf(pid).includes(mark)

/** Whether a process leads a group of its own: only such a group is all of one attempt. */
export const leadsGroup = (pid: number): boolean =>
  hasProc ? groupOf(pid) === pid : ps(['-o', 'pgid=', '-p', String(pid)]).trim() === String(pid)

/** The pid the system gave out last, where it tells. */
export function lastPid(): number | undefined {
  try {
    return hasProc ? Number(readFileSync('/proc/loadavg', 'utf8').split(' ')[4]) || undefined : undefined
  } catch {
    return undefined
  }
}

/** Looking at more than this costs more than a new supervisor. */
const pidsMax = 64

/**
 * Whether a group has members, besides its leader, among the processes that began after a moment: all of them have
 * pids that were given out since. `unknown` when there are too many to look at, or the numbers began anew.
 */
export function groupMembersSince(from: number, leader: number): 'none' | 'some' | 'unknown' {
  const to = lastPid()
  if (to === undefined || to < from || to - from > pidsMax) return 'unknown'
  for (let pid = from + 1; pid <= to; pid++) {
    if (pid !== leader && existsSync(`/proc/${pid}`) && groupOf(pid) === leader) return 'some'
  }
  return 'none'
}

/** Processes that carry the mark of an effect, or of any effect of a run (`run_…`). Our own is never among them. */
export function markedProcesses(of: EffectId | `${string}/`): readonly MarkedProcess[] {
  const found = hasProc ? markedInProc(of) : markedByPs(of)
  return found.filter(({ pid }) => pid !== process.pid)
}

/** Sends a signal to the process group that a supervisor leads; nothing when it is gone. */
export const signalGroup = (leader: number, osSignal: NodeJS.Signals): void => signal(-leader, osSignal)

/** Sends a signal to one process, if it still carries the mark it was found by. */
export function signalMarked(found: MarkedProcess, osSignal: NodeJS.Signals): void {
  if (isMarked(found)) signal(found.pid, osSignal)
}

/** Whether it is still there, and still the process that was found. */
export const isMarked = (found: MarkedProcess): boolean =>
  hasProc ? markOf(found.pid) === found.effect : markedByPs(found.effect).some(({ pid }) => pid === found.pid)

function signal(pid: number, osSignal: NodeJS.Signals): void {
  try {
    process.kill(pid, osSignal)
  } catch {
    // Gone, or not ours to signal.
  }
}

const hasProc = process.platform === 'linux'

function argumentsOf(pid: number): readonly string[] {
  if (hasProc) return (readProc(pid, 'cmdline') ?? '').split('\0')
  return ps(['-ww', '-o', 'args=', '-p', String(pid)]).split(/\s+/)
}

function markedInProc(of: string): readonly MarkedProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^[0-9]+$/.test(name))
    .flatMap((name) => {
      const pid = Number(name)
      const effect = markOf(pid)
      if (effect === undefined || !matches(effect, of)) return []
      return [
        {
          pid,
          group: groupOf(pid),
          effect,
          command: (readProc(pid, 'cmdline') ?? '').replaceAll('\0', ' ').trim(),
        },
      ]
    })
}

const matches = (effect: string, of: string): boolean =>
  of.endsWith('/') ? effect.startsWith(of) : effect === of

function markOf(pid: number): string | undefined {
  const environment = readProc(pid, 'environ')
  if (environment === undefined || !environment.includes(markName)) return undefined
  const entry = environment.split('\0').find((text) => text.startsWith(`${markName}=`))
  return entry?.slice(markName.length + 1)
}

/** The fifth field; the second is a name in parentheses that may hold anything. */
const groupOf = (pid: number): number => {
  const stat = readProc(pid, 'stat') ?? ''
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2] ?? 0)
}

function readProc(pid: number, file: 'cmdline' | 'environ' | 'stat'): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return undefined
  }
}

/** Where there is no /proc, `ps -E` shows the environment of one's own processes after their arguments. */
function markedByPs(of: string): readonly MarkedProcess[] {
  return ps(['-axww', '-E', '-o', 'pid=,pgid=,command='])
    .split('\n')
    .flatMap((line) => {
      const [, pid, group, command = ''] = /^\s*([0-9]+)\s+([0-9]+)\s+(.*)$/.exec(line) ?? []
      const effect = new RegExp(`(?:^|\\s)${markName}=(\\S+)`).exec(command)?.[1]
      return pid === undefined || effect === undefined || !matches(effect, of)
        ? []
        : [{ pid: Number(pid), group: Number(group), effect, command }]
    })
}

function ps(options: readonly string[]): string {
  try {
    return execFileSync('/bin/ps', options, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 2 ** 26,
    })
  } catch {
    return ''
  }
}
