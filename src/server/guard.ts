import type { FastifyReply, FastifyRequest } from 'fastify'
import { agentsPath } from './agents.ts'
import { hookPath } from './hook.ts'

/**
 * What keeps other web pages out (OWASP CSRF and DNS rebinding): the Host is one of ours, a change comes from one of
 * our own pages, and answers may be used by none but ours.
 */
export type Guard = {
  /** `127.0.0.1:4600`, `localhost:4600`. */
  readonly hosts: ReadonlySet<string>
}

/** Why a request is turned away before anything of it is looked at. */
export function refusalOf(guard: Guard, request: FastifyRequest): string | undefined {
  const { host, origin } = request.headers
  if (host === undefined || !guard.hosts.has(host.toLowerCase())) return 'this server is not called that'
  if (origin !== undefined && !guard.hosts.has(origin.replace(/^https?:\/\//, '').toLowerCase()))
    return 'the request comes from another site'
  if (request.method === 'GET' || request.method === 'HEAD' || isHook(request)) return undefined
  // Agents come with a token that no page of another site has, and never by a cookie.
  if (isForAgents(request)) return undefined
  // A form of another site cannot set a header; a script of another site would have to ask first, and is told no.
  return request.headers['x-kneeboard'] === undefined ? 'the header X-Kneeboard is missing' : undefined
}

/** Forges sign what they send, and know no header of ours. */
export const isHook = ({ method, routeOptions }: FastifyRequest): boolean =>
  method === 'POST' && routeOptions.url === hookPath

/** The door of agents. */
export const isForAgents = ({ routeOptions }: FastifyRequest): boolean => routeOptions.url === agentsPath

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  // Styles are set on elements by the components that measure them.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')

/** On every answer. */
export function protect(reply: FastifyReply): void {
  void reply.headers({
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  })
}
