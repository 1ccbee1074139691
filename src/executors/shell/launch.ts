import type { ResolvedShell } from '../../run/resolve.ts'
import type { ShellDialect } from '../../shell/dialect.ts'
import { directoryOf } from '../directory.ts'
import { carried, commandEnvironment } from '../environment.ts'
import { findProgram } from '../find-program.ts'
import type { Launch, LaunchContext, LaunchResult } from '../launch.ts'
import { inTerminal } from '../terminal/launch.ts'
import { blockSource, captureText, heldText, startText } from './wrapper.ts'

/**
 * A shell block: a child shell that reads no start files, with `-e` unless `noerrexit`, whose variables and
 * directory are captured when it succeeds.
 */
export function launchShell(action: ResolvedShell, context: LaunchContext): LaunchResult {
  if (action.source.includes('\0')) return { kind: 'refused', message: 'the block holds a NUL: remove it' }
  const directory = directoryOf(action.cwd, context)
  if (directory.kind === 'refused') return directory
  const { environment: own, session } = action
  const made = commandEnvironment(context, { session, environment: own, cwd: directory.cwd })
  if (made.kind === 'refused') return made
  const program = findProgram(action.dialect, made.environment['PATH'] ?? '')
  if (program === undefined) return { kind: 'refused', message: missing[action.dialect] }
  const captures = action.assigns.filter(carried)
  const block = blockSource(
    action.dialect,
    action.source,
    captureText(action.dialect, { folder: context.folder, cwd: directory.cwd, names: captures }),
  )
  const start = startText(block, action.errexit ? 'stop' : 'go-on')
  const begun = (text: string): Launch['argv'] => [
    program,
    ...noStartFiles[action.dialect],
    '-c',
    text,
    'block',
    context.folder,
  ]
  const launch: Launch = {
    argv: begun(start),
    held: begun(heldText + start),
    files: block.files,
    environment: { ...made.environment, ...block.environment },
    cwd: directory.cwd,
    terminal: 'none',
    captures,
  }
  return { kind: 'launch', launch: action.tty ? inTerminal(launch, context) : launch }
}

const noStartFiles = {
  bash: ['--noprofile', '--norc'],
  zsh: ['-f'],
  sh: [],
} as const satisfies Record<ShellDialect, readonly string[]>

const missing = {
  bash: 'bash is not on the path: install the package bash',
  zsh: 'zsh is not on the path: install the package zsh, or write the block for sh',
  sh: 'sh is not on the path: set PATH, or install the package dash',
} as const satisfies Record<ShellDialect, string>
