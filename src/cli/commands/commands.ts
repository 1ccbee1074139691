import type { AddCommand } from './add-command.ts'
import type { Need } from './command-word.ts'

/** The commands that a command line can mean; each part of the product is loaded when it is needed. */
export async function commandsFor(need: Need): Promise<readonly AddCommand[]> {
  switch (need.part) {
    case 'nothing':
      return []
    case 'reading':
      return [(await import('./reading.ts')).reading[need.word]]
    case 'running':
      return [(await import('./running.ts')).running[need.word]]
    case 'everything':
      return (await import('./everything.ts')).everything
  }
}
