import type { Check, OutputRule } from '../label.ts'

type Path = readonly (string | number)[]

/** Reads the value of `Expect:`: `exit 3`, `/regex/i`, `.items[0].status == "Running"`, or a text to find. */
export function readExpectation(value: string): Check {
  return readStrictCheck(value) ?? readAnswerCheck(value) ?? { kind: 'text', text: unquoted(value) }
}

/** What an answer over HTTP must say: `status 2xx`, `header location: /orders/`. */
function readAnswerCheck(value: string): Check | undefined {
  const bare = unticked(value)
  const status = /^status (\d{3}|[1-5]xx)$/i.exec(bare)
  if (status) return { kind: 'status', status: (status[1] ?? '').toLowerCase(), written: bare }
  const header = /^header ([A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}): ?(.+)$/.exec(bare)
  if (!header) return undefined
  const [, name = '', wanted = ''] = header
  const regex = /^\/(.+)\/([imsu]*)$/.exec(wanted)
  return {
    kind: 'header',
    name: name.toLowerCase(),
    value: regex
      ? { kind: 'pattern', pattern: regex[1] ?? '', flags: regex[2] ?? '' }
      : { kind: 'text', text: wanted.trim() },
    written: bare,
  }
}

/** The forms a machine understands without doubt; undefined for words. */
export function readStrictCheck(value: string): Check | undefined {
  const bare = unticked(value)
  const exit = /^exit(?: code| status)? (\d{1,3})$/i.exec(bare)
  if (exit) return { kind: 'exit', code: Number(exit[1]) }
  const regex = /^\/(.+)\/([imsu]*)$/.exec(bare)
  if (regex) return { kind: 'pattern', pattern: regex[1] ?? '', flags: regex[2] ?? '' }
  return readComparison(bare)
}

/** Reads the right side of `Output: name = …`. */
export function readOutputRule(value: string): OutputRule | undefined {
  const bare = unticked(value)
  const line = /^line (\d{1,6})$/i.exec(bare)
  if (line) return { kind: 'line', line: Number(line[1]) }
  const regex = /^\/(.+)\/$/.exec(bare)
  if (regex) return { kind: 'pattern', pattern: regex[1] ?? '' }
  const path = readPath(bare)
  return path?.rest === '' ? { kind: 'path', path: path.path } : undefined
}

function readComparison(text: string): Check | undefined {
  const path = readPath(text)
  const match = /^\s*(==|!=|<=|>=|<|>)\s*(.+)$/.exec(path?.rest ?? '')
  const operator = operators.find((known) => known === match?.[1])
  const value = readScalar(match?.[2] ?? '')
  if (!path || !operator || value === undefined) return undefined
  return { kind: 'path', path: path.path, operator, value }
}

const operators = ['==', '!=', '<', '<=', '>', '>='] as const

/** `.items[0]["a b"].name` and what stands after it. A lone `.` is the whole value. */
function readPath(text: string): { path: Path; rest: string } | undefined {
  if (!text.startsWith('.') && !text.startsWith('$.')) return undefined
  const path: (string | number)[] = []
  const part = /\.?\[(\d{1,9})\]|\.?\["([^"]{0,200})"\]|\.([A-Za-z_][\w-]{0,200})/y
  const start = text.startsWith('$') ? 1 : 0
  part.lastIndex = start
  let at = start
  for (let match = part.exec(text); match; match = part.exec(text)) {
    path.push(match[1] === undefined ? (match[2] ?? match[3] ?? '') : Number(match[1]))
    at = part.lastIndex
  }
  if (at > start) return { path, rest: text.slice(at) }
  return /^\.(?:\s|$)/.test(text) ? { path, rest: text.slice(1) } : undefined
}

function readScalar(text: string): string | number | boolean | null | undefined {
  const value = text.trim()
  if (value === 'true' || value === 'false') return value === 'true'
  if (value === 'null') return null
  if (/^-?\d{1,15}(?:\.\d{1,15})?$/.test(value)) return Number(value)
  return /^"[^"]*"$|^'[^']*'$/.test(value) ? value.slice(1, -1) : undefined
}

/** `` `text` `` gives what is inside; anything else itself. */
export const unticked = (value: string): string =>
  /^`+([^`]+)`+$/.exec(value.trim())?.[1]?.trim() ?? value.trim()

const unquoted = (value: string): string => {
  const bare = unticked(value)
  return (
    /^(?:"([^"]+)"|'([^']+)'|“([^”]+)”)$/
      .exec(bare)
      ?.slice(1)
      .find((group) => group !== undefined) ?? bare
  )
}
