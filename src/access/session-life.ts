/** A browser that nobody uses is let in no more: half a day, longer than a night on call between two alerts. */
const idleMs = 12 * 3_600_000

/** Whatever happens, people sign in once a week. */
export const sessionMaxMs = 7 * 24 * 3_600_000

/** That somebody came is kept no more often than this: each time is a write. */
const seenEveryMs = 60_000

type Session = { readonly openedAt: number; readonly seenAt: number }

export const isLive = ({ openedAt, seenAt }: Session, now: number): boolean =>
  now - openedAt < sessionMaxMs && now - seenAt < idleMs

export const isSeenLongAgo = ({ seenAt }: Session, now: number): boolean => now - seenAt >= seenEveryMs
