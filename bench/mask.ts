import { maskedForms } from '../src/sink/mask-forms.ts'
import { makeMasker } from '../src/sink/mask.ts'
import { inTurns, report } from './measure.ts'

/**
 * Output masked a second of our own time, with 50 secrets in all their forms, in pieces of 64 kB that are cut at
 * random; beside it what is no masking at all: the same pieces copied, and looked through for one word.
 */
const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/+'
const secrets = Array.from({ length: 50 }, (_, number) =>
  Array.from(
    { length: 40 },
    (_unused, index) => alphabet[(number * 31 + index * 17 + number * index) % 64],
  ).join(''),
)
const forms = [...maskedForms(secrets)]
const megabytes = 100

/** Numbers that look random and are the same every time. */
function makeRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/** Log lines; of a hundred, `leaky` hold a secret in one of its forms. */
function piecesOf(leaky: number): readonly string[] {
  const random = makeRandom(7)
  let text = ''
  for (let line = 0; text.length < 4e6; line++) {
    const form = random() * 100 < leaky ? ` token=${forms[Math.floor(random() * forms.length)] ?? ''}` : ''
    text += `2026-11-23T19:00:${line % 60}Z INFO  worker-${line % 17} GET /api/v1/items/${line} status=200 in ${line % 97}ms${form}\n`
  }
  const pieces: string[] = []
  for (let at = 0; at < text.length;) {
    const to = at + 1 + Math.floor(random() * 131_072)
    // A copy of its own, as what is read from a file is.
    pieces.push(Buffer.from(text.slice(at, to), 'latin1').toString('latin1'))
    at = to
  }
  return pieces
}

/** Megabytes a second of processor time, so that others on the machine do not count. */
function speedOf(pieces: readonly string[], work: (piece: string) => number): number {
  const before = process.cpuUsage()
  let given = 0
  let seen = 0
  while (given < megabytes * 1e6)
    for (const piece of pieces) {
      seen += work(piece)
      given += piece.length
    }
  const { user, system } = process.cpuUsage(before)
  if (seen < 0) throw new Error('nothing was done')
  return given / (user + system)
}

function maskAll(pieces: readonly string[]): number {
  const masker = makeMasker(secrets)
  const speed = speedOf(pieces, (piece) => masker.push(piece).length)
  masker.end()
  return speed
}

const copy = (piece: string): number => Buffer.from(piece, 'utf8').toString('utf8').length
const find = (piece: string): number => piece.indexOf(secrets[0] ?? '') + 1

for (const leaky of [0, 1, 20]) {
  const pieces = piecesOf(leaky)
  const masker = makeMasker(secrets)
  const shown = pieces.map((piece) => masker.push(piece)).join('') + masker.end()
  const leaks = forms.filter((form) => shown.includes(form)).length
  const what = `${secrets.length} secrets, ${forms.length} forms, ${leaky} lines of 100 hold one: ${leaks} leaks`
  report(
    what,
    'MB/s',
    await inTurns(
      5,
      async () => maskAll(pieces),
      () => speedOf(pieces, copy),
    ),
    'bare copy',
  )
  if (leaky === 0)
    report(
      'the same',
      'MB/s',
      await inTurns(
        3,
        async () => maskAll(pieces),
        () => speedOf(pieces, find),
      ),
      'indexOf of one',
    )
}
