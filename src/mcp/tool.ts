import type * as z from 'zod'
import type { Verb } from '../access/verb.ts'
import type { App, Trouble } from '../app/app.ts'

/** Something an agent may ask for: one verb of the product, with its answer as text. */
export type Tool<Input extends z.ZodObject = z.ZodObject> = {
  readonly name: string
  readonly title: string
  /** What it gives and when it is of use; the agent chooses by this. */
  readonly description: string
  /** What it asks for, in the one table of who may what. */
  readonly verb: Verb
  /** It changes something; without it, it only looks. */
  readonly acts?: true
  readonly input: Input
  readonly call: (desk: ToolDesk, given: z.output<Input>) => Promise<string | Trouble>
}

export type ToolDesk = {
  readonly app: App
  /** `YYYY-MM-DD`. */
  readonly today: string
  /** Nobody waits for the answer any more. */
  readonly ends: AbortSignal
}

/** Keeps the type of a tool's input. */
export const tool = <Input extends z.ZodObject>(made: Tool<Input>): Tool<Input> => made
