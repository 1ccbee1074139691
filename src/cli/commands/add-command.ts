import type { Command } from 'commander'
import type { Cli } from '../cli-context.ts'

/** Puts a command's words into the program. */
export type AddCommand = (program: Command, cli: Cli) => void
