const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Reads `90s`, `10m`, `1h30m`, `1h 30m`, `500ms`, `5 minutes`, in milliseconds; undefined when anything else stands there. */
export function parseDuration(text: string): number | undefined {
  const part =
    /(\d{1,9}(?:\.\d{1,3})?)\s*(ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)(?![a-z])[\s,]*/giy
  const value = text.trim().replace(/(?<=\d)(ms|[smhd])(?=\d)/gi, '$1 ')
  let total = 0
  let at = 0
  for (let match = part.exec(value); match; match = part.exec(value)) {
    total += Number(match[1]) * (units[unitOf(match[2] ?? '')] ?? 0)
    at = part.lastIndex
  }
  return at > 0 && at === value.length ? Math.round(total) : undefined
}

function unitOf(word: string): string {
  const lower = word.toLowerCase()
  return lower === 'ms' || lower.startsWith('milli') ? 'ms' : lower.slice(0, 1)
}

/** A duration for people: `850 ms`, `4.2 s`, `1 m 12 s`, `2 h 5 m`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return seconds % 60 === 0 ? `${minutes} m` : `${minutes} m ${seconds % 60} s`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} m`
  return `${Math.floor(hours / 24)} d`
}
