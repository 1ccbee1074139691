const unitMs = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
])

const words =
  /^(\d{1,9}(?:\.\d{1,3})?)\s?(ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)\b/i

/** `90s`, `10m`, `1h 30m`, `2 minutes`, in milliseconds; undefined when the whole text is not a duration. */
export function parseDuration(text: string): number | undefined {
  let rest = text.trim()
  let total = 0
  if (rest === '') return undefined
  while (rest !== '') {
    const match = words.exec(rest)
    if (!match) return undefined
    const unit = unitOf(match[2] ?? '')
    if (unit === undefined) return undefined
    total += Number(match[1]) * unit
    rest = rest.slice(match[0].length).replace(/^[\s,]+/, '')
  }
  return Math.round(total)
}

const unitOf = (word: string): number | undefined => {
  const lower = word.toLowerCase()
  return unitMs.get(lower.startsWith('ms') || lower.startsWith('milli') ? 'ms' : lower.slice(0, 1))
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
