import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Launch, LaunchContext } from '../launch.ts'
import { requestFile } from '../own-program.ts'
import type { TerminalRequest } from './request.ts'

/**
 * The same command in a terminal of its own, which a program of ours holds: it outlives us, its output goes to the
 * spool, and whoever has a terminal joins it.
 */
export function inTerminal(launch: Launch, context: LaunchContext): Launch {
  const socket = socketFor(context.folder)
  const request: TerminalRequest = {
    argv: launch.argv,
    cwd: launch.cwd,
    socket,
    outputMaxBytes: context.outputMaxBytes,
  }
  const { held: _, ...rest } = launch
  return {
    ...rest,
    argv: [context.programs.node, fileURLToPath(context.programs.terminal), context.folder],
    files: [...launch.files, { name: requestFile, text: JSON.stringify(request) }],
    terminal: { socket },
  }
}

/**
 * A socket's path is at most 103 bytes on some systems: where the attempt's folder lies deeper, it gets a folder of its
 * own with a name nobody can guess. The program that listens makes it, and takes it away.
 */
function socketFor(folder: string): string {
  const near = join(folder, 'terminal')
  return Buffer.byteLength(near) <= 100
    ? near
    : join(tmpdir(), `kneeboard-${randomBytes(9).toString('hex')}`, 'terminal')
}
