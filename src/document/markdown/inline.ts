/**
 * What a reader sees of inline Markdown: emphasis, code marks, links, known HTML tags and entities resolved,
 * white space folded. Angle placeholders (`<node name>`) stay: hosts hide them, but they are what the author meant.
 * Linear enough for titles and cells; callers give at most a few thousand characters.
 */
export function plainText(markdown: string): string {
  const parts = splitCode(markdown).map(({ code, text }) => (code ? text : withoutMarkup(text)))
  return parts.join('').replace(/\s+/g, ' ').trim()
}

/** Code spans and what stands between them; the marks are off. */
export function splitCode(markdown: string): { code: boolean; text: string; from: number; to: number }[] {
  const parts: { code: boolean; text: string; from: number; to: number }[] = []
  if (!markdown.includes('`')) return [{ code: false, text: markdown, from: 0, to: markdown.length }]
  const runs = [...markdown.matchAll(/`+/g)]
  let at = 0
  for (let index = 0; index < runs.length; index++) {
    const open = runs[index]
    if (!open || open.index < at) continue
    const close = runs.slice(index + 1).find((run) => run[0].length === open[0].length)
    if (!close) continue
    const inside = markdown.slice(open.index + open[0].length, close.index)
    parts.push({ code: false, text: markdown.slice(at, open.index), from: at, to: open.index })
    at = close.index + close[0].length
    parts.push({ code: true, text: inside.replace(/^ (.*[^ ].*) $/s, '$1'), from: open.index, to: at })
  }
  parts.push({ code: false, text: markdown.slice(at), from: at, to: markdown.length })
  return parts
}

const tags =
  'a|abbr|b|big|br|center|code|del|details|div|em|font|h[1-6]|hr|i|img|ins|kbd|li|mark|ol|p|s|small|span|strong|sub|summary|sup|u|ul'
/** What every form of markup has at least one of; most words of most files have none. */
const markup = /[<[*_~\\&]/

const htmlTag = new RegExp(`<!--[^>]*-->|</?(?:${tags})(?:\\s[^<>]*)?/?>`, 'gi')

function withoutMarkup(text: string): string {
  if (!markup.test(text)) return text
  return decodeEntities(
    text
      .replace(htmlTag, ' ')
      .replace(/!\[([^[\]]*)\]\([^()\s]*(?:\s[^()]*)?\)/g, '$1')
      .replace(/\[([^[\]]*)\]\((?:[^()\n]|\([^()\n]*\))*\)(?:\{:[^}]*\})?/g, '$1')
      .replace(/\[([^[\]]+)\]\[[^[\]]*\]/g, '$1')
      .replace(/\[\[(?:[^[\]|]*\|)?([^[\]|]*)\]\]/g, '$1')
      .replace(/<((?:https?|mailto):[^<>\s]*)>/g, '$1')
      .replace(/\*\*|__(?=\S)|(?<=\S)__|~~/g, '')
      .replace(/(^|[^\w*\\])\*(?=\S)([^*\n]*[^*\s\\])\*(?!\w)/g, '$1$2')
      .replace(/(^|[^\w_\\])_(?=\S)([^_\n]*[^_\s\\])_(?!\w)/g, '$1$2')
      .replace(/\\([!-/:-@[-`{-~])/g, '$1'),
  )
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  mdash: '—',
  ndash: '–',
  hellip: '…',
  rarr: '→',
}

function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,8}));/g,
    (whole, decimal, hex, name) => {
      if (name !== undefined) return entities[String(name)] ?? whole
      const code =
        decimal === undefined ? Number.parseInt(String(hex), 16) : Number.parseInt(String(decimal), 10)
      return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
        ? String.fromCodePoint(code)
        : whole
    },
  )
}

/** A bold run at the very start: `**Title:** rest`. Offsets are into the given text. */
export type LeadingBold = { readonly from: number; readonly to: number; readonly after: number }

export function leadingBold(text: string): LeadingBold | undefined {
  const mark = text.startsWith('**') ? '**' : text.startsWith('__') ? '__' : undefined
  if (!mark) return undefined
  const from = text.startsWith('***') || text.startsWith('___') ? 3 : 2
  const close = text.indexOf(mark, from)
  if (close <= from || /\s/.test(text[from] ?? ' ') || /\s/.test(text[close - 1] ?? ' ')) return undefined
  let after = close + 2
  if (from === 3 && text[after] === mark[0]) after++
  return { from, to: close, after }
}

const abbreviation = /(?:\b(?:e\.g|i\.e|etc|vs|cf|approx|incl|resp|no|fig|mr|dr|st)|^\W*\d{1,3}|\b[A-Z])$/i

/** Where the first sentence ends (its mark not included): at a full stop, a hard break, or the end. */
export function sentenceEnd(text: string): number {
  const plain = withoutCode(text).replace(/\]\([^()\n]*\)/g, (link) => `]${'x'.repeat(link.length - 1)}`)
  const ending = /[.!?。！？](?=["')\]*_]*(?:\s|$))|:(?=[*_]*(?:\n|$))|: {2,}| {2,}\n|\\\n|<br\s*\/?>/g
  for (let match = ending.exec(plain); match; match = ending.exec(plain)) {
    if (match[0] === '.' && abbreviation.test(plain.slice(Math.max(0, match.index - 12), match.index)))
      continue
    return match.index
  }
  return text.trimEnd().length
}

/** Code spans made letters, at equal length. */
function withoutCode(text: string): string {
  if (!text.includes('`')) return text
  const hidden = text.split('')
  for (const part of splitCode(text)) if (part.code) hidden.fill('x', part.from, part.to)
  return hidden.join('')
}
