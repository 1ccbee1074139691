/** How many `?` in SQL stand for a value: those in strings, names and comments do not. */
export function countPlaceholders(sql: string): number {
  let count = 0
  for (const [found] of sql.matchAll(quotedOrPlaceholder)) if (found === '?') count++
  return count
}

const quotedOrPlaceholder =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\?/g

/** The line, counted from 1, that the first word at or after `offset` stands on. */
export function lineAt(sql: string, offset: number): number {
  const start =
    offset + (/^(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/.exec(sql.slice(offset))?.[0].length ?? 0)
  return sql.slice(0, start).split('\n').length
}
