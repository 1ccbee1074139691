import { createHash, randomBytes } from 'node:crypto'

/** Who comes in to a single-user server: whoever holds the link it printed, once, and then the cookie it gave. */
export type Door = {
  /** In the printed link; good for one entry. */
  readonly linkToken: () => string
  /** Takes a link's token and gives the session it becomes; undefined when it was used or never was. */
  readonly enter: (token: string) => string | undefined
  readonly isSession: (session: string | undefined) => boolean
}

/** Sessions are kept as hashes: a look into the process's memory or a core dump shows none that is good. */
export function openDoor(): Door {
  const links = new Set<string>()
  const sessions = new Set<string>()
  return {
    linkToken() {
      const token = secret()
      links.add(hashOf(token))
      return token
    },
    enter(token) {
      if (!links.delete(hashOf(token))) return undefined
      const session = secret()
      sessions.add(hashOf(session))
      return session
    },
    isSession: (session) => session !== undefined && sessions.has(hashOf(session)),
  }
}

/** 256 bits nobody can guess. */
const secret = (): string => randomBytes(32).toString('base64url')

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')
