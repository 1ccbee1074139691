const esc = '\u001b'
const bel = '\u0007'
const st = `${esc}\\`

/** What a terminal answers, or does, or draws otherwise, when it is told to: each would be obeyed if it came through raw. */
export function escapePayloads(): readonly string[] {
  const finals = '@ABCDEFGHIJKLMPSTXZ`abcdefghilnqrstuvwxyz{|}~'
  const csi = Array.from(finals).flatMap((final) => [`${esc}[${final}`, `${esc}[3;7${final}`])
  const modes = [1, 3, 5, 6, 7, 25, 47, 1000, 1002, 1003, 1004, 1006, 1047, 1048, 1049, 2004, 2026].flatMap(
    (mode) => [`${esc}[?${mode}h`, `${esc}[?${mode}l`],
  )
  const queries = [
    `${esc}[c`,
    `${esc}[>c`,
    `${esc}[=c`,
    `${esc}[5n`,
    `${esc}[6n`,
    `${esc}[?6n`,
    `${esc}[?15n`,
    `${esc}[14t`,
    `${esc}[18t`,
    `${esc}[19t`,
    `${esc}[20t`,
    `${esc}[21t`,
    `${esc}[x`,
    `${esc}[?1$p`,
    `${esc}[>q`,
    `${esc}Z`,
    '\u0005',
    '\u009bc',
    '\u009b6n',
    `${esc}P$qm${st}`,
    `${esc}P+q544e${st}`,
  ]
  const osc = [
    0, 1, 2, 3, 4, 7, 8, 9, 10, 11, 12, 13, 17, 19, 22, 46, 50, 51, 52, 104, 110, 133, 633, 777, 1337,
  ].flatMap((code) => [
    `${esc}]${code};payload${bel}`,
    `${esc}]${code};?${st}`,
    `\u009d${code};payload\u009c`,
  ])
  const strings = ['P', '_', '^', 'X', 'k'].flatMap((kind) => [
    `${esc}${kind}payload${st}`,
    `${esc}${kind}payload`,
    `${esc}${kind}payload${bel}`,
  ])
  const plain = Array.from('78=>NOcDEHM#()*+-./%&').map((character) => `${esc}${character}`)
  const controls = [1, 2, 3, 4, 6, 7, 8, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 24, 26, 127].map((code) =>
    String.fromCharCode(code),
  )
  const c1 = [0x84, 0x85, 0x88, 0x8d, 0x8e, 0x8f, 0x90, 0x98, 0x9b, 0x9d, 0x9e, 0x9f].map((code) =>
    String.fromCharCode(code),
  )
  const unseen = [
    ...Array.from(
      '\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\u2028\u2029\ufeff\u00ad\u3164',
    ),
    '\u{e0041}\u{e0042}',
  ]
  const sgr = [5, 6, 8, 10, 11, 20].map((code) => `${esc}[${code}m`)
  const torn = [esc, `${esc}[`, `${esc}]`, `${esc}[38;5`, `${esc}[1;31`, `${esc}]8;;https://x.example`]
  return [
    ...csi,
    ...modes,
    ...queries,
    ...osc,
    ...strings,
    ...plain,
    ...controls,
    ...c1,
    ...unseen,
    ...sgr,
    ...torn,
  ]
}

/** A payload between two marks, by which it is found again. */
export const between = (payload: string, index: number): string => `q${index}q${payload}z${index}z`

/** Sequences that would make a terminal answer: with them, what it says would be read as if it were typed. */
const asks = new RegExp(
  [
    String.raw`\x1b\[[0-9;?>=]*[cnx]`,
    String.raw`\x1b\[(?:1[48]|19|2[01])t`,
    String.raw`\x1b\[\?[0-9]+\$p`,
    String.raw`\x1b\[>[0-9]*q`,
    String.raw`\x1bZ`,
    String.raw`\x05`,
    String.raw`\x1b\][0-9;]*;\?`,
    String.raw`\x1bP[+$]q`,
    String.raw`\u009b[0-9;?>=]*[cnx]`,
  ].join('|'),
  'g',
)

/** How often a terminal would answer. */
export const questionsIn = (text: string): number => [...text.matchAll(asks)].length

/** Colours and emphasis: 0 to 4, 7, 9 and so on; nothing that hides or blinks. */
const code = String.raw`(?:[0-4]|7|9|2[1-579]|3[0-79]|4[0-79]|9[0-7]|10[0-7])`
const harmless = new RegExp(String.raw`\x1b\[(?:${code}(?:;${code})*)?m`, 'g')

/** Everything that is wrong with what reached a terminal; nothing, when only our own and colour sequences did. */
export function reachedTerminal(text: string): readonly string[] {
  const wrong: string[] = []
  for (const [asked] of text.matchAll(asks)) wrong.push(`it asks the terminal: ${JSON.stringify(asked)}`)
  // What Kneeboard itself draws with: colours, its footer, the editing of a line.
  const own = new RegExp(String.raw`\x1b\[(?:[0-9;]*m|1A|2K|0?J|0?K|[0-9]*G|[0-9]*[CD]|\?2004[hl])`, 'g')
  const rest = text.replaceAll(own, '')
  const control = /(?![\n\r\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.exec(rest)
  if (control) wrong.push(JSON.stringify(rest.slice(Math.max(0, control.index - 20), control.index + 20)))
  // Between the marks of a payload not even our own: there nothing of ours is drawn.
  for (const [, index, inside = ''] of text.matchAll(/q(\d+)q([\s\S]{0,120}?)z\1z/g)) {
    const raw = inside.replaceAll(harmless, '')
    if (/\r(?!\n)|(?![\n\r\t])[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/u.test(raw))
      wrong.push(`payload ${index}: ${JSON.stringify(inside)}`)
  }
  return wrong
}
