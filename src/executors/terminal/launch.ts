import { mkdtempSync } from 'node:fs'
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
  return {
    ...launch,
    argv: [context.programs.node, fileURLToPath(context.programs.terminal), context.folder],
    files: [...launch.files, { name: requestFile, text: JSON.stringify(request) }],
    terminal: { socket },
  }
}

/** A socket's path is at most 103 bytes on some systems: where the attempt's folder lies deeper, a short one is made. */
function socketFor(folder: string): string {
  const near = join(folder, 'terminal')
  return Buffer.byteLength(near) <= 100 ? near : join(mkdtempSync(join(tmpdir(), 'kneeboard-')), 'terminal')
}
