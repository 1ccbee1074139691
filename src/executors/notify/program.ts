import { runOwnProgram, Trouble } from '../own-program.ts'
import type { Destination } from './destination.ts'
import { destinationVariable } from './destination.ts'
import type { NotifyRequest } from './request.ts'
import { send } from './send.ts'

/** Entry of the process that sends one notification: `node program.ts FOLDER`, with `request.json` in the folder. */
await runOwnProgram(async (request) => {
  const given = request as NotifyRequest
  const destination = JSON.parse(process.env[destinationVariable] ?? '') as Destination
  const sent = await send(destination, { ...given, effect: process.env['KNEEBOARD_EFFECT'] ?? '' })
  if (sent.kind === 'sent') {
    process.stdout.write(`sent to ${given.to} (${destination.kind})\n`)
    return 0
  }
  throw new Trouble(`not sent to ${given.to}: ${sent.why}`)
})
