import { join } from 'node:path'
import type { ResolvedScript } from '../../run/resolve.ts'
import { directoryOf } from '../directory.ts'
import { commandEnvironment } from '../environment.ts'
import { findProgram } from '../find-program.ts'
import type { LaunchContext, LaunchResult } from '../launch.ts'
import type { Interpreter } from './interpreters.ts'
import { interpreterFor, scriptLanguages } from './interpreters.ts'

/** A script: its interpreter on a file, with the run's session and its values (`KB_<name>`) as environment. */
export function launchScript(action: ResolvedScript, context: LaunchContext): LaunchResult {
  const interpreter = interpreterFor(action.language)
  if (!interpreter) return unknownLanguage(action.language)
  const directory = directoryOf(action.cwd, context)
  if (directory.kind === 'refused') return directory
  const { environment: own, session } = action
  const made = commandEnvironment(context, { session, environment: own, cwd: directory.cwd })
  if (made.kind === 'refused') return made
  const program = programOf(interpreter, made.environment['PATH'] ?? '', context.programs.node)
  if (program === undefined) {
    return { kind: 'refused', message: missing(interpreter, made.environment['PATH'] ?? '') }
  }
  const name = `block.${interpreter.ending}`
  return {
    kind: 'launch',
    launch: {
      argv: [program, ...interpreter.options, join(context.folder, name)],
      files: [{ name, text: sourceOf(interpreter, action.source) }],
      environment: made.environment,
      cwd: directory.cwd,
      terminal: 'none',
    },
  }
}

function programOf(interpreter: Interpreter, path: string, ownNode: string): string | undefined {
  // Types are only stripped by a recent Node: ours is one.
  if (interpreter.ending === 'ts' && interpreter.types === undefined) return ownNode
  for (const name of interpreter.programs) {
    const found = findProgram(name, path)
    if (found !== undefined) return found
  }
  return interpreter.programs[0] === 'node' ? ownNode : undefined
}

/** What was looked for, where, and what brings it. */
function missing({ programs, package: name }: Interpreter, path: string): string {
  const folders = path.split(':').filter((folder) => folder !== '')
  const where = folders.length === 0 ? 'and PATH is empty' : `in ${folders.join(', ')}`
  return `${programs.join(' or ')} is not there (looked ${where}): install ${name}, or set PATH`
}

const sourceOf = ({ opening }: Interpreter, source: string): string =>
  opening === undefined || source.trimStart().startsWith(opening.trim()) ? source : opening + source

const unknownLanguage = (language: string): LaunchResult => ({
  kind: 'refused',
  message: `scripts in ${JSON.stringify(language.slice(0, 40))} are not run: use one of ${scriptLanguages().join(', ')}`,
})
