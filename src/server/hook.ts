import type { FastifyInstance, FastifyReply } from 'fastify'
import type { App } from '../app/app.ts'
import { signatureCheck } from './hook-signature.ts'

/** Where a forge tells that something was pushed. It is no door of the API: nobody is signed in, and nothing is asked. */
export const hookPath = '/api/library/hook'

/** The largest a forge sends; it is hashed as it comes, and none of it is kept or read as anything. */
const bodyBytesMax = 25 * 1024 * 1024

/**
 * Takes a hook of the library's repository: whoever knows the secret may have it fetched, and nothing else. What the
 * body says is not even looked at; the repository itself says what is new.
 */
export function addHook(server: FastifyInstance, app: App, look: () => void): void {
  void server.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { bodyLimit: bodyBytesMax }, (_, payload, done) => done(null, payload))
    scope.post(hookPath, { bodyLimit: bodyBytesMax }, async (request, reply) => {
      const secrets = (await app.source?.hookSecrets()) ?? []
      const check = signatureCheck(request.headers, secrets, app.driver.clock.now())
      if (!check) return refuse(reply, 401, 'the hook is not signed with a secret of this library')
      let bytes = 0
      for await (const piece of (request.body ?? []) as AsyncIterable<Uint8Array>) {
        bytes += piece.length
        if (bytes > bodyBytesMax) return refuse(reply, 413, 'the body is too long')
        check.update(piece)
      }
      if (!check.holds()) return refuse(reply, 401, 'the signature is not of this body')
      look()
      return reply.code(202).send({ fetches: true })
    })
  })
}

/** Of what is refused the rest is not read: the connection ends. */
const refuse = (reply: FastifyReply, status: number, why: string): FastifyReply =>
  reply.code(status).header('connection', 'close').send({ why, remedy: 'see docs/library.md, Hooks' })
