import type { ChildProcess, StdioOptions } from 'node:child_process'
import { spawn } from 'node:child_process'
import type { Launch } from '../../executors/launch.ts'
import type { EffectId } from '../../run/id.ts'
import { codeOf } from './folder.ts'
import { markName } from './process.ts'
import { supervisorArguments } from './script.ts'

/** How the supervisor's process ended, or why there is none. */
export type Ended =
  | {
      readonly kind: 'ended'
      readonly pid: number
      readonly code: number | null
      readonly osSignal: string | null
    }
  | { readonly kind: 'not-started'; readonly message: string }

export type Supervised = {
  readonly effect: EffectId
  readonly folder: string
  readonly launch: Pick<Launch, 'argv' | 'cwd' | 'environment'>
  /** The file that whoever starts it makes exclusively. */
  readonly claim: string
}

/** Starts a command under its supervisor and waits for that. */
export function supervise(
  { effect, folder, launch, claim }: Supervised,
  stdio: StdioOptions,
): Promise<Ended> {
  return new Promise((resolve) => {
    const failed = (thrown: unknown): void => resolve({ kind: 'not-started', message: startTrouble(thrown) })
    let child: ChildProcess
    try {
      child = spawn('/bin/sh', supervisorArguments(effect, folder, claim, launch.argv), {
        cwd: launch.cwd,
        env: { ...launch.environment, [markName]: effect },
        // A session and process group of its own, so that no signal meant for us reaches it.
        detached: true,
        stdio,
      })
    } catch (thrown) {
      return failed(thrown)
    }
    child.once('error', failed)
    child.once('exit', (code, osSignal) => resolve({ kind: 'ended', pid: child.pid ?? 0, code, osSignal }))
  })
}

/** Why a process could not be started, and what to do. */
export function startTrouble(thrown: unknown): string {
  const code = codeOf(thrown)
  if (code === 'E2BIG') return 'the values handed to the command are too large together: pass files instead'
  if (code === 'EAGAIN' || code === 'ENOMEM')
    return `the system has no room for another process (${code}): try again`
  return `the command could not be started: ${thrown instanceof Error ? thrown.message : String(thrown)}`
}
