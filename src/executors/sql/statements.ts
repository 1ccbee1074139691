import type { SqlTarget } from '../../action/sql-connection.ts'
import type { Reference } from '../../plan/reference.ts'
import { referencesIn } from '../../plan/reference.ts'

export type Engine = SqlTarget['engine']

/** One statement of a block: what is sent, and where in the block it stood. */
export type Statement = {
  /** With `$1` or `?` where references stood; without the semicolon. */
  readonly text: string
  /** Which of the block's values it takes, in order. */
  readonly values: readonly number[]
  /** The first words, in capitals: what kind of statement it is. */
  readonly words: readonly string[]
  /** Where a place in `text` stood in the block. */
  sourceOffset(offset: number): number
}

export type Cut =
  | { readonly kind: 'statements'; readonly statements: readonly Statement[] }
  | { readonly kind: 'refused'; readonly message: string; readonly offset: number }

/**
 * Cuts a block into statements, because servers take one at a time when values are bound. Quotes, comments and bodies of
 * stored programs are read as the engine reads them; were one read wrongly, the engine would refuse half a statement,
 * and a value would still be bound and never text.
 */
export function cutStatements(source: string, engine: Engine): Cut {
  const references = referencesIn(source)
  const statements: Statement[] = []
  let draft = new Draft(engine)
  for (const token of tokensOf(source, engine, references)) {
    const inside = references.findIndex(({ range }) => range.from < token.to && token.from < range.to)
    const reference = references[inside]
    if (token.kind === 'reference') draft.reference(token, inside)
    else if (reference && token.kind !== 'comment') return inQuotes(reference.name, token)
    else if (token.kind === 'placeholder' && references.length > 0) return ownPlaceholder(source, token)
    else if (token.kind === 'semicolon' && !draft.isOpen()) {
      draft.endInto(statements)
      draft = new Draft(engine)
    } else draft.add(token, source)
  }
  draft.endInto(statements)
  return { kind: 'statements', statements }
}

const inQuotes = (name: string, { from }: Token): Cut => ({
  kind: 'refused',
  message: `{{ ${name} }} stands inside quotes: take the quotes away, it is a value as it is`,
  offset: from,
})

const ownPlaceholder = (source: string, { from, to }: Token): Cut => ({
  kind: 'refused',
  message: `${source.slice(from, to)} beside {{ references }}: write every value as a reference`,
  offset: from,
})

type Token = {
  readonly kind: 'comment' | 'quoted' | 'reference' | 'placeholder' | 'semicolon' | 'word' | 'space' | 'other'
  readonly from: number
  readonly to: number
}

const doubled = (quote: string): string => `${quote}(?:[^${quote}]|${quote}${quote})*(?:${quote}|$)`
const backslashed = (quote: string): string =>
  String.raw`${quote}(?:[^${quote}\\]|\\[\s\S]|${quote}${quote})*(?:${quote}|$)`

/** What cannot be cut apart, by engine. A quote that never ends reaches to the end: the engine will say so. */
const forms = {
  postgres: {
    comment: String.raw`--[^\n]*`,
    quoted: [
      `[eE]${backslashed("'")}`,
      doubled("'"),
      doubled('"'),
      String.raw`\$(?<tag>[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$[\s\S]*?(?:\$\k<tag>\$|$)`,
    ].join('|'),
    placeholder: String.raw`\$\d+`,
  },
  mysql: {
    comment: String.raw`--(?=\s|$)[^\n]*|#[^\n]*|\/\*(?!M?!)[\s\S]*?(?:\*\/|$)`,
    quoted: [backslashed("'"), backslashed('"'), doubled('`'), String.raw`\/\*M?![\s\S]*?(?:\*\/|$)`].join(
      '|',
    ),
    placeholder: String.raw`\?`,
  },
  sqlite: {
    comment: String.raw`--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)`,
    quoted: [doubled("'"), doubled('"'), doubled('`'), String.raw`\[[^\]]*(?:\]|$)`].join('|'),
    placeholder: String.raw`\?\d*|[:@$][A-Za-z_]\w*`,
  },
} as const satisfies Record<Engine, { comment: string; quoted: string; placeholder: string }>

function* tokensOf(source: string, engine: Engine, references: readonly Reference[]): Generator<Token> {
  const { comment, quoted, placeholder } = forms[engine]
  const token = new RegExp(
    `(?<comment>${comment})|(?<quoted>${quoted})|(?<word>[A-Za-z_\\u0080-\\uffff][\\w$\\u0080-\\uffff]*)` +
      `|(?<placeholder>${placeholder})|(?<semicolon>;)|(?<space>\\s+)|(?<other>[\\s\\S])`,
    'y',
  )
  while (token.lastIndex < source.length) {
    const from = token.lastIndex
    if (engine === 'postgres' && source.startsWith('/*', from)) {
      const to = nestedCommentEnd(source, from)
      token.lastIndex = to
      yield { kind: 'comment', from, to }
      continue
    }
    const reference = references.find(({ range }) => range.from === from)
    if (reference) {
      token.lastIndex = reference.range.to
      yield { kind: 'reference', from, to: token.lastIndex }
      continue
    }
    const groups = token.exec(source)?.groups ?? {}
    const kind = kinds.find((name) => groups[name] !== undefined) ?? 'other'
    yield { kind, from, to: token.lastIndex }
  }
}

const kinds = [
  'comment',
  'reference',
  'quoted',
  'word',
  'placeholder',
  'semicolon',
  'space',
  'other',
] as const

function nestedCommentEnd(source: string, from: number): number {
  const edge = /\/\*|\*\//g
  edge.lastIndex = from
  let depth = 0
  for (let match = edge.exec(source); match; match = edge.exec(source)) {
    depth += match[0] === '/*' ? 1 : -1
    if (depth === 0) return edge.lastIndex
  }
  return source.length
}

/** A statement while it is read. */
class Draft {
  readonly #engine: Engine
  #text = ''
  #begun = false
  readonly #pieces: { readonly at: number; readonly source: number }[] = []
  readonly #values: number[] = []
  readonly #words: string[] = []
  #parentheses = 0
  #blocks = 0
  #last = ''

  constructor(engine: Engine) {
    this.#engine = engine
  }

  reference({ from }: Token, index: number): void {
    this.#values.push(index)
    this.#put(this.#engine === 'postgres' ? `$${this.#values.length}` : '?', from)
    this.#begun = true
  }

  add({ kind, from, to }: Token, source: string): void {
    const text = source.slice(from, to)
    const isEmpty = kind === 'space' || kind === 'comment'
    if (isEmpty && !this.#begun) return
    if (!isEmpty) this.#begun = true
    this.#put(text, from)
    if (kind === 'word') this.#word(text.toUpperCase())
    else if (!isEmpty) this.#last = ''
    if (kind === 'other') this.#parentheses += text === '(' ? 1 : text === ')' ? -1 : 0
  }

  /** A semicolon here belongs to the statement: inside parentheses (a rule's actions), or a stored program's body. */
  isOpen(): boolean {
    return this.#blocks > 0 || (this.#engine === 'postgres' && this.#parentheses > 0)
  }

  endInto(statements: Statement[]): void {
    if (!this.#begun) return
    const pieces = this.#pieces
    statements.push({
      text: this.#text.trimEnd(),
      values: this.#values,
      words: this.#words,
      sourceOffset(offset) {
        const piece = pieces.findLast(({ at }) => at <= offset) ?? { at: 0, source: 0 }
        return piece.source + offset - piece.at
      },
    })
  }

  #put(text: string, source: number): void {
    this.#pieces.push({ at: this.#text.length, source })
    this.#text += text
  }

  #word(word: string): void {
    if (this.#words.length < 8) this.#words.push(word)
    if (isProgram[this.#engine](this.#words.join(' '))) this.#blocks += this.#opens(word)
    this.#last = word
  }

  /** `END IF` ends what never counted; `END` and `END CASE` end a block. */
  #opens(word: string): number {
    if (this.#last === 'END') return /^(?:IF|LOOP|WHILE|REPEAT)$/.test(word) ? 1 : 0
    if (word === 'BEGIN') return this.#engine === 'postgres' && this.#blocks > 0 ? 0 : 1
    if (word === 'CASE') return this.#blocks > 0 ? 1 : 0
    return word === 'END' && this.#blocks > 0 ? -1 : 0
  }
}

/** Statements whose body holds statements, by how they begin. */
const isProgram = {
  postgres: (words) => /^CREATE (?:OR REPLACE )?(?:FUNCTION|PROCEDURE)\b/.test(words),
  mysql: (words) =>
    /^CREATE (?:(?!PROCEDURE|FUNCTION|TRIGGER|EVENT)\w+ ){0,6}(?:PROCEDURE|FUNCTION|TRIGGER|EVENT)\b/.test(
      words,
    ) || words.startsWith('BEGIN NOT ATOMIC'),
  sqlite: (words) => /^CREATE (?:TEMP |TEMPORARY )?TRIGGER\b/.test(words),
} as const satisfies Record<Engine, (words: string) => boolean>

/** Line and column, from 1, of an offset in a block, and the line itself. */
export function placeIn(source: string, offset: number): { line: number; column: number; text: string } {
  const before = source.slice(0, offset).split('\n')
  const line = before.length
  return { line, column: (before.at(-1)?.length ?? 0) + 1, text: source.split('\n')[line - 1] ?? '' }
}
