import type { AddCommand } from './add-command.ts'

/**
 * The commands that words on the command line can mean, in the order help shows them: the order of a runbook's
 * life. Each part is loaded when it is asked for: loading everything takes longer than showing a file. Not each
 * command alone: the package would fall into so many pieces that finding them takes as long.
 */
export async function commandsFor([first = '']: readonly string[]): Promise<readonly AddCommand[]> {
  if (first === '-V' || first === '--version') return []
  if (first === 'lint') return [await lint()]
  if (isReading.has(first)) {
    const { reading } = await import('./reading.ts')
    return [...reading].flatMap(([name, add]) => (name === first ? [add] : []))
  }
  const { running } = await import('./running.ts')
  if (isRunning.has(first)) return running
  const { reading } = await import('./reading.ts')
  return [...reading.values(), await lint(), ...running]
}

const lint = async (): Promise<AddCommand> => (await import('./lint.ts')).addLint

const isReading: ReadonlySet<string> = new Set(['init', 'new', 'list', 'show'])

/** The ones that are typed most: help knows the others as well. */
const isRunning: ReadonlySet<string> = new Set(['run', 'runs', 'status', 'resume', 'log'])
