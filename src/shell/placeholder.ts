import type { Range } from '../text/range.ts'
import { rangeOf } from '../text/range.ts'

/** A place that looks left open in a block's text, found before parsing: `<pod>` would parse as redirections. */
export type Candidate = {
  readonly kind: 'reference' | 'placeholder'
  readonly name: string
  readonly written: string
  readonly anonymous: boolean
  readonly range: Range
  /** Only a hole where the shell would read it as text of its own: not inside single quotes, not in prose. */
  readonly soft: boolean
}

/**
 * Everything left open in `source`: our `{{ references }}` and the fill-ins people write (format.md §4).
 * Candidates do not overlap; where two patterns fit, the one that begins first wins, then the longer.
 */
export function findCandidates(source: string): readonly Candidate[] {
  const all = patterns.flatMap((pattern) => matchesOf(pattern, source))
  all.sort((a, b) => a.range.from - b.range.from || b.range.to - a.range.to)
  const kept: Candidate[] = []
  let end = 0
  for (const candidate of all) {
    if (candidate.range.from < end) continue
    kept.push(candidate)
    end = candidate.range.to
  }
  return kept
}

/** `<Node Name>` and `NODE-NAME` are one name: letters and digits joined by `_`, in lower case. */
export const placeholderName = (written: string): string =>
  written
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')

type Pattern = {
  readonly kind: 'reference' | 'placeholder'
  readonly regex: RegExp
  readonly soft: boolean
  readonly accept: (written: string, at: number, source: string) => boolean
  /** The name, when it is not all of what is written. */
  readonly name?: (written: string) => string
}

const always = (): boolean => true

const patterns: readonly Pattern[] = [
  // `{{{x}}}` is Handlebars', `{{end}}` Go's; both belong to others.
  {
    kind: 'reference',
    regex: /(?<!\{)\{\{[ \t]*[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*[ \t]*\}\}/g,
    soft: false,
    accept: (written) => !/^\{\{\s*(?:end|else|break|continue)\s*\}\}$/.test(written),
    name: (written) => written.slice(2, -2).trim(),
  },
  // `<<X>>`, but not the `<<EOF … >>log` of a here-document.
  {
    kind: 'placeholder',
    regex: /(?<!<)<<[A-Za-z][\w -]{0,60}>>(?!>)/g,
    soft: false,
    accept: (written) => !/\s>>$/.test(written),
  },
  {
    kind: 'placeholder',
    regex: /(?<![<?(])<[\p{L}\p{N}_.[…][^<>\n"`;&$\\={}]{0,80}>(?![>=(])/gu,
    soft: false,
    accept: isAngleFillIn,
  },
  { kind: 'placeholder', regex: /<(?:\.\.\.|…)>/g, soft: false, accept: always },
  {
    kind: 'placeholder',
    regex: /(?<![\w$@.{])(?:YOUR|Your|your)[_-][A-Za-z0-9][\w-]*/g,
    soft: false,
    accept: isNotVariable,
  },
  { kind: 'placeholder', regex: /(?<![\w${@.-])MY_[A-Z0-9_]+(?![\w=])/g, soft: true, accept: isUnusedName },
  {
    kind: 'placeholder',
    regex:
      /(?<![\w$])(?:CHANGE_?ME|REPLACE_?ME|REPLACE_(?:WITH|THIS)_\w+|REPLACE-ME|CHANGE-ME|FILL_?ME(?:_IN)?|INSERT_\w+_HERE|changeme|change-me|replaceme|replace-me)(?!\w)/g,
    soft: false,
    accept: isNotVariable,
  },
  // `XXX`, `i-xxxxxxxx`, `nfs-fileXX`; `mktemp /tmp/a.XXXXXX` means its own.
  {
    kind: 'placeholder',
    regex:
      /(?<![\w$./-])(?:[A-Za-z0-9]+-)*(?:[A-Za-z0-9]*X{3,}[A-Z0-9]*|[a-z][a-z0-9]*X{2}|[a-z0-9]*x{4,}|xxx)(?:-[xX]+)*(?!\w)/g,
    soft: false,
    accept: (written, at, source) =>
      !/\bmktemp\b/.test(lineAt(source, at)) && isNotVariable(written, at, source),
  },
  {
    kind: 'placeholder',
    regex: /(?<![\w$.-])(?:(?:~|\.{1,2})?\/)?(?:[\w.-]+\/)*path\/to\/[\w./-]*/g,
    soft: false,
    accept: always,
  },
  {
    kind: 'placeholder',
    regex: /(?<![^\s=/:"',@-])\[[A-Z][A-Z0-9]*(?:[ _-][A-Z0-9]+)*\](?![^\s"'/.:,@-])/g,
    soft: true,
    accept: (written) => written.length >= 5,
  },
  {
    kind: 'placeholder',
    regex: /(?<![\w$\\%@{\])])\{[A-Za-z][\w-]*\}(?!\})/g,
    soft: true,
    accept: (written, at, source) => isCurlyFillIn(written, at, source),
  },
  { kind: 'placeholder', regex: /(?<![^\s"'=])(?:\.\.\.|…)(?![^\s"'])/g, soft: true, accept: isElision },
]

function matchesOf(pattern: Pattern, source: string): readonly Candidate[] {
  const found: Candidate[] = []
  for (const match of source.matchAll(pattern.regex)) {
    const [written] = match
    if (!pattern.accept(written, match.index, source)) continue
    const name = pattern.name ? pattern.name(written) : placeholderName(written)
    const anonymous = pattern.kind === 'placeholder' && (name === '' || /^x+$/.test(name))
    found.push({
      kind: pattern.kind,
      name: anonymous ? `value_${match.index}` : name,
      written,
      anonymous,
      range: rangeOf(match.index, match.index + written.length),
      soft: pattern.soft,
    })
  }
  return found
}

/** Words in angle brackets that programs print and people grep for. */
const printed: ReadonlySet<string> = new Set(
  'none pending unset unknown nil null no_value empty invalid default anonymous stdin stdout'.split(' '),
)

function isAngleFillIn(written: string, at: number, source: string): boolean {
  const inside = written.slice(1, -1)
  if (inside !== inside.trim()) return false
  if (printed.has(placeholderName(inside))) return false
  // `Name <someone@example.com>`
  if (/^\S+@\S+\.\S+$/.test(inside)) return false
  // Markup: its own closing tag stands further on.
  if (source.includes(`</${inside.split(/\s/)[0]}>`, at)) return false
  // `3<4>`, `<1>`: numbers are comparisons or descriptors.
  return !/^[\d.]+$/.test(inside)
}

/** Names the block assigns or expands itself are its variables: `YOUR_TOKEN=abc`. */
function isNotVariable(written: string, at: number, source: string): boolean {
  const before = source.slice(Math.max(0, at - 2), at)
  if (before.endsWith('$') || before === '${') return false
  return source[at + written.length] !== '=' || !/^[A-Za-z_]\w*$/.test(written)
}

function isUnusedName(written: string, at: number, source: string): boolean {
  if (!isNotVariable(written, at, source)) return false
  return !new RegExp(
    `(?:^|[^\\w])${written}=|\\$\\{?${written}\\b|\\b(?:export|read|local|unset)\\s.*(?<![=\\w])${written}\\b`,
    'm',
  ).test(source)
}

function isCurlyFillIn(written: string, at: number, source: string): boolean {
  // `find … -exec {}`-like, function bodies and JSON are excluded by the pattern; URLs and paths are what is left.
  const before = source[at - 1] ?? ' '
  const after = source[at + written.length] ?? ' '
  return /[\s/=:"'.,&?_-]/.test(before) && /[\s/=:"'.,&?_;)-]/.test(after)
}

function isElision(written: string, at: number, source: string): boolean {
  const line = lineAt(source, at)
  const before = source[at - 1]
  const after = source[at + written.length]
  const quoted = before === '"' || before === "'"
  return quoted ? after === before : !/^\s*#/.test(line)
}

const lineAt = (source: string, at: number): string => {
  const end = source.indexOf('\n', at)
  return source.slice(source.lastIndexOf('\n', at - 1) + 1, end === -1 ? source.length : end)
}
