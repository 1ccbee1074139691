import { spawn } from 'node:child_process'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type GitHttp = {
  readonly origin: string
  /** What was asked, and with which authorization. */
  readonly asked: { readonly url: string; readonly authorization: string | undefined }[]
  readonly close: () => Promise<void>
}

/** Git's own HTTP server on loopback for the repositories in a folder, for whoever brings this user and token. */
export function serveGitHttp(root: string, user: string, token: string): Promise<GitHttp> {
  const wanted = `Basic ${Buffer.from(`${user}:${token}`).toString('base64')}`
  return listen((request, response) => {
    if (request.headers.authorization === wanted) return backend(root, user, request, response)
    response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end()
  })
}

/** A server that sends everybody elsewhere. */
export const serveRedirect = (to: string): Promise<GitHttp> =>
  listen((request, response) => {
    response.writeHead(302, { location: to + (request.url ?? '') }).end()
  })

async function listen(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<GitHttp> {
  const asked: { url: string; authorization: string | undefined }[] = []
  const server = createServer((request, response) => {
    asked.push({ url: request.url ?? '', authorization: request.headers.authorization })
    answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    origin: `http://127.0.0.1:${port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** `git http-backend` speaks CGI: the request in its environment, the head of the answer before its body. */
function backend(root: string, user: string, request: IncomingMessage, response: ServerResponse): void {
  const { pathname, search } = new URL(request.url ?? '', 'http://x')
  const child = spawn('git', ['http-backend'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {
      PATH: process.env['PATH'],
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_NOSYSTEM: '1',
      REMOTE_USER: user,
      PATH_INFO: decodeURIComponent(pathname),
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
    },
  })
  request.pipe(child.stdin)
  child.stdin.on('error', () => undefined)
  const pieces: Buffer[] = []
  child.stdout.on('data', (piece: Buffer) => pieces.push(piece))
  child.on('close', () => {
    const out = Buffer.concat(pieces)
    const end = out.indexOf('\r\n\r\n')
    const head = out.toString('latin1', 0, end).split('\r\n')
    const status = head.find((line) => line.startsWith('Status: '))
    response.statusCode = status === undefined ? 200 : Number(status.slice(8, 11))
    for (const line of head) {
      const [, name = '', value = ''] = /^([\w-]+): (.*)$/.exec(line) ?? []
      if (name !== '' && name !== 'Status') response.setHeader(name, value)
    }
    response.end(out.subarray(end + 4))
  })
}
