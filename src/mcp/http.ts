import { createMcpHandler } from '@modelcontextprotocol/server'
import * as z from 'zod'
import { isVerb } from '../access/verb.ts'
import type { App } from '../app/app.ts'
import { authorise, verbsOf } from '../app/authorise.ts'
import type { AgentMessage } from '../server/agents.ts'
import { makeMcpServer, tools } from './server.ts'

/** Answers one message that came over HTTP, as the app's actor; nothing is kept between two of them. */
export async function answerAgent(
  app: App,
  version: string,
  { request, message, ends }: AgentMessage,
): Promise<Response> {
  for (const each of [message].flat()) await refuseWhatIsNotOffered(app, each)
  // What an agent may ask for does not change while it is connected: there is nothing to subscribe to.
  const handler = createMcpHandler(() => makeMcpServer(app, version, ends), { maxSubscriptions: 0 })
  return handler.fetch(request, { parsedBody: message })
}

const toolCall = z.object({ method: z.literal('tools/call'), params: z.object({ name: z.string() }) })

/**
 * A tool that this agent is not offered is to the protocol one that is not there. That it was called is in the ledger
 * all the same: as the refusal of its verb, also of those that are put to people and have no tool.
 */
async function refuseWhatIsNotOffered(app: App, message: unknown): Promise<void> {
  const called = toolCall.safeParse(message)
  if (!called.success) return
  const { name } = called.data.params
  const words = name.replaceAll('_', '-')
  const verb = tools.find((tool) => tool.name === name)?.verb ?? (isVerb(words) ? words : undefined)
  if (verb !== undefined && !verbsOf(app).includes(verb)) await authorise(app, verb)
}
