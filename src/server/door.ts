import { createHash, randomBytes } from 'node:crypto'
import type { KeptSession, Sessions } from '../ports/sessions.ts'

/** Who comes in to a single-user server: whoever holds the link it printed, once, and then the cookie it gave. */
export type Door = {
  /** In the printed link; good for one entry. */
  readonly linkToken: () => string
  /** Takes a link's token and gives the session it becomes; undefined when it was used or never was. */
  readonly enter: (token: string) => string | undefined
  readonly isSession: (session: string | undefined) => boolean
}

/** The oldest are forgotten beyond this many. */
const sessionsMax = 100

/** Sessions are kept as hashes: a look into memory, a core dump or the data folder shows none that is good. */
export function openDoor(kept: Sessions, now: () => number, sessionMs: number): Door {
  const links = new Set<string>()
  const isGood = ({ at }: KeptSession): boolean => now() - at < sessionMs
  const sessions = new Map(kept.load().map((session) => [session.hash, session]))
  return {
    linkToken() {
      const token = secret()
      links.add(hashOf(token))
      return token
    },
    enter(token) {
      if (!links.delete(hashOf(token))) return undefined
      const session = secret()
      const hash = hashOf(session)
      sessions.set(hash, { hash, at: now() })
      const good = [...sessions.values()].filter(isGood).slice(-sessionsMax)
      sessions.clear()
      for (const each of good) sessions.set(each.hash, each)
      kept.keep(good)
      return session
    },
    isSession(session) {
      const found = session === undefined ? undefined : sessions.get(hashOf(session))
      return found !== undefined && isGood(found)
    },
  }
}

/** 256 bits nobody can guess. */
const secret = (): string => randomBytes(32).toString('base64url')

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')
