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
  const text: Text = { source, used: usedNames(source), closed: closingTags(source) }
  const all = patterns.flatMap((pattern) => matchesOf(pattern, text))
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
  readonly accept: (written: string, at: number, text: Text) => boolean
  /** The name, when it is not all of what is written. */
  readonly name?: (written: string) => string
}

/** A source with what is asked of it again and again. */
type Text = {
  readonly source: string
  /** Names the source assigns, expands or declares. */
  readonly used: ReadonlySet<string>
  /** For each tag, where its last `</tag>` stands. */
  readonly closed: ReadonlyMap<string, number>
}

const usedNames = (source: string): ReadonlySet<string> =>
  new Set(
    [
      ...source.matchAll(
        /(?<!\w)([A-Za-z_]\w*)=|\$\{?([A-Za-z_]\w*)|\b(?:export|read|local|unset)\s+(?:-\w+\s+)*([A-Za-z_]\w*)/g,
      ),
    ].map(([, assigned, expanded, declared]) => assigned ?? expanded ?? declared ?? ''),
  )

const closingTags = (source: string): ReadonlyMap<string, number> =>
  new Map([...source.matchAll(/<\/([^<>\s]{1,80})>/g)].map((match) => [match[1] ?? '', match.index]))

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
      /(?<![\w$./-])(?:[A-Za-z0-9]{1,40}-){0,8}(?:[A-Za-z0-9]{0,40}X{3,40}[A-Z0-9]{0,40}|[a-z][a-z0-9]{0,40}X{2}|[a-z0-9]{0,40}x{4,40}|xxx)(?:-[xX]{1,40}){0,8}(?!\w)/g,
    soft: false,
    accept: (written, at, text) =>
      !/\bmktemp\b/.test(lineAt(text.source, at)) && isNotVariable(written, at, text),
  },
  {
    kind: 'placeholder',
    regex: /(?<![\w$.-])(?:(?:~|\.{1,2})?\/)?(?:[\w.-]{1,64}\/){0,8}path\/to\/[\w./-]*/g,
    soft: false,
    accept: always,
  },
  {
    kind: 'placeholder',
    regex: /(?<![^\s=/:"',@-])\[[A-Z][A-Z0-9]*(?:[ _-][A-Z0-9]+)*\](?![^\s"'/.:,@-])/g,
    soft: true,
    accept: (written) => written.length >= 5,
  },
  // `tool [staging|production]` would be a pipe; `[[ a || b ]]` and what stands in quotes are the shell's own.
  {
    kind: 'placeholder',
    regex:
      /(?<![^\s@=:])\[[a-z][\w-]{0,40}(?:\|[a-z][\w-]{0,40}){1,8}\](?!\w)|(?<!\S)\[[a-z][\w-]{0,40}\](?=@)/g,
    soft: true,
    accept: always,
  },
  {
    kind: 'placeholder',
    regex: /(?<![\w$\\%@{\])])\{[A-Za-z][\w-]*\}(?!\})/g,
    soft: true,
    accept: isCurlyFillIn,
  },
  { kind: 'placeholder', regex: /(?<![^\s"'=])(?:\.\.\.|…)(?![^\s"'])/g, soft: true, accept: isElision },
]

function matchesOf(pattern: Pattern, text: Text): readonly Candidate[] {
  const found: Candidate[] = []
  for (const match of text.source.matchAll(pattern.regex)) {
    const [written] = match
    if (!pattern.accept(written, match.index, text)) continue
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

function isAngleFillIn(written: string, at: number, { closed }: Text): boolean {
  const inside = written.slice(1, -1)
  if (inside !== inside.trim()) return false
  if (printed.has(placeholderName(inside))) return false
  // `Name <someone@example.com>`
  if (/^\S+@\S+\.\S+$/.test(inside)) return false
  // Markup: its own closing tag stands further on.
  if ((closed.get(inside.split(/\s/)[0] ?? '') ?? -1) > at) return false
  // `3<4>`, `<1>`: numbers are comparisons or descriptors.
  return !/^[\d.]+$/.test(inside)
}

/** Names the block assigns or expands itself are its variables: `YOUR_TOKEN=abc`. */
function isNotVariable(written: string, at: number, { source }: Text): boolean {
  const before = source.slice(Math.max(0, at - 2), at)
  if (before.endsWith('$') || before === '${') return false
  return source[at + written.length] !== '=' || !/^[A-Za-z_]\w*$/.test(written)
}

function isUnusedName(written: string, at: number, text: Text): boolean {
  return isNotVariable(written, at, text) && !text.used.has(written)
}

function isCurlyFillIn(written: string, at: number, { source }: Text): boolean {
  // `find … -exec {}`-like, function bodies and JSON are excluded by the pattern; URLs and paths are what is left.
  const before = source[at - 1] ?? ' '
  const after = source[at + written.length] ?? ' '
  return /[\s/=:"'.,&?_-]/.test(before) && /[\s/=:"'.,&?_;)-]/.test(after)
}

function isElision(written: string, at: number, { source }: Text): boolean {
  const line = lineAt(source, at)
  const before = source[at - 1]
  const after = source[at + written.length]
  const quoted = before === '"' || before === "'"
  return quoted ? after === before : !/^\s*#/.test(line)
}

/** The line around an offset, at most so many characters to each side: a line may be as long as the file. */
function lineAt(source: string, at: number): string {
  const before = source.slice(Math.max(0, at - lineCharsMax), at)
  const after = source.slice(at, at + lineCharsMax)
  return before.slice(before.lastIndexOf('\n') + 1) + after.slice(0, (after + '\n').indexOf('\n'))
}

const lineCharsMax = 500
