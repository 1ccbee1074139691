/** A stretch of code and what it is, as far as colours care. */
export type CodePart = {
  readonly kind: 'plain' | 'comment' | 'string' | 'keyword' | 'variable' | 'number' | 'reference'
  readonly text: string
}

type Kind = Exclude<CodePart['kind'], 'plain'>
type Grammar = readonly (readonly [kind: Kind, pattern: string])[]

const reference = ['reference', String.raw`\{\{[^{}\n]{1,120}\}\}`] as const
const single = ['string', String.raw`'[^'\n]*'?`] as const
const double = ['string', String.raw`"(?:[^"\\]|\\.)*"?`] as const
const number = ['number', String.raw`\b\d[\d_]*(?:\.\d+)?\b`] as const
const hash = ['comment', String.raw`(?<=^|\s)#.*`] as const
const words = (list: string): readonly [Kind, string] => ['keyword', `\\b(?:${list})\\b`]

const shell: Grammar = [
  reference,
  hash,
  single,
  double,
  ['variable', String.raw`\$(?:\{[^}\n]*\}|\w+|[?!#@*$-])`],
  words(
    'if|then|elif|else|fi|for|in|do|done|while|until|case|esac|function|return|exit|export|local|set|trap|cd|test|sudo',
  ),
  number,
]

const script: Grammar = [
  reference,
  hash,
  ['comment', String.raw`//.*|/\*(?:[^*]|\*(?!/))*(?:\*/)?`],
  single,
  double,
  words(
    'and|as|async|await|break|class|const|continue|def|elif|else|except|export|false|False|finally|for|from|function|if|import|in|let|new|None|not|null|or|pass|raise|return|throw|true|True|try|undefined|var|while|with|yield',
  ),
  number,
]

const grammars: Readonly<Record<string, Grammar>> = {
  shell,
  script,
  sql: [
    reference,
    ['comment', String.raw`--.*|/\*(?:[^*]|\*(?!/))*(?:\*/)?`],
    single,
    double,
    words(
      'add|alter|and|as|asc|begin|between|by|case|check|column|commit|count|create|cross|default|delete|desc|distinct|drop|else|end|exists|foreign|from|group|having|if|in|index|inner|insert|integer|into|is|join|key|left|like|limit|not|null|on|or|order|outer|pragma|primary|recursive|references|rollback|select|set|sum|table|text|then|transaction|union|unique|update|values|view|when|where|with',
    ),
    number,
  ],
  http: [
    reference,
    ['keyword', String.raw`^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)\b`],
    ['variable', String.raw`^[\w-]+(?=:)`],
    double,
    number,
  ],
  data: [
    reference,
    hash,
    double,
    single,
    ['variable', String.raw`[\w-]+(?=\s*:)`],
    words('true|false|null|yes|no'),
    number,
  ],
}

const families: Readonly<Record<string, string>> = {
  sh: 'shell',
  bash: 'shell',
  zsh: 'shell',
  ksh: 'shell',
  fish: 'shell',
  console: 'shell',
  'shell-session': 'shell',
  python: 'script',
  py: 'script',
  javascript: 'script',
  js: 'script',
  typescript: 'script',
  ruby: 'script',
  go: 'script',
  mysql: 'sql',
  postgresql: 'sql',
  psql: 'sql',
  yaml: 'data',
  yml: 'data',
  json: 'data',
  toml: 'data',
  ini: 'data',
}

/** Longer code is shown without colours: it is read by nobody line by line. */
const charsMax = 40_000

/** Splits code into parts for colouring. Everything of the text is in them, in order. */
export function colourCode(text: string, language: string): readonly CodePart[] {
  const family = families[language.toLowerCase()] ?? language.toLowerCase()
  const grammar = Object.hasOwn(grammars, family) ? grammars[family] : undefined
  if (!grammar || text.length > charsMax) return [{ kind: 'plain', text }]
  const parts: CodePart[] = []
  let at = 0
  for (const match of text.matchAll(patternOf(grammar, family))) {
    if (match.index > at) parts.push({ kind: 'plain', text: text.slice(at, match.index) })
    const found = grammar.findIndex((_, index) => match[index + 1] !== undefined)
    parts.push({ kind: grammar[found]?.[0] ?? 'string', text: match[0] })
    at = match.index + match[0].length
  }
  if (at < text.length) parts.push({ kind: 'plain', text: text.slice(at) })
  return parts
}

const patternOf = (grammar: Grammar, family: string): RegExp =>
  new RegExp(grammar.map(([, pattern]) => `(${pattern})`).join('|'), family === 'sql' ? 'gmi' : 'gm')
