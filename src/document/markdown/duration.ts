const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

/** Reads `90s`, `10m`, `1h30m`, `500ms`, `5 minutes`; milliseconds. Anything else is undefined. */
export function durationMs(text: string): number | undefined {
  const part =
    /(\d{1,9}(?:\.\d{1,3})?)\s*(ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)(?![a-z])\s*/giy
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
