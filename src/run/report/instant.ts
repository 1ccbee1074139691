/** Milliseconds since the epoch as RFC 3339 in UTC, to the second: `2026-03-01T09:30:00Z`. */
export function rfc3339(ms: number): string {
  const days = Math.floor(ms / 86_400_000)
  const seconds = Math.floor((ms - days * 86_400_000) / 1000)
  const { year, month, day } = civil(days)
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':')
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${clock}Z`
}

const two = (value: number): string => String(value).padStart(2, '0')

/**
 * Days since 1970-01-01 as a date, without a clock: years are counted from March, so that the leap day ends one
 * (Howard Hinnant, "chrono-compatible low-level date algorithms", civil_from_days).
 */
function civil(days: number): { year: number; month: number; day: number } {
  const shifted = days + 719_468
  const era = Math.floor(shifted / 146_097)
  const dayOfEra = shifted - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day }
}
