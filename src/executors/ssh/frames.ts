/** One thing the far side told: see `far-side.ts`. */
export type Frame =
  | { readonly kind: 'ready'; readonly folder: 'fresh' | 'found' }
  | { readonly kind: 'bytes'; readonly of: 'out' | 'err' | 'outputs'; readonly bytes: Buffer }
  | { readonly kind: 'exit'; readonly code: number }
  | { readonly kind: 'elsewhere'; readonly host: string }
  | { readonly kind: 'trouble'; readonly words: string }
  | { readonly kind: 'never' | 'gone' | 'rebooted' | 'none' | 'ended' | 'beat' }

/** A login may print this much before our source is read: 1 MiB. */
const noiseBytesMax = 2 ** 20
const lineBytesMax = 4096

/** Reads what the far side says, piece by piece. `not-ours`: what answers there does not speak as our source does. */
export function makeFrameReader(nonce: string): (piece: Buffer) => readonly Frame[] | 'not-ours' {
  const greeting = Buffer.from(`\nkneeboard ${nonce}\n`)
  let pending: Buffer = Buffer.alloc(0)
  let greeted = false
  let payload: { readonly of: 'out' | 'err' | 'outputs'; left: number } | undefined
  return (piece) => {
    pending = pending.length === 0 ? piece : Buffer.concat([pending, piece])
    if (!greeted) {
      const at = pending.indexOf(greeting)
      if (at === -1) return pending.length > noiseBytesMax ? 'not-ours' : []
      greeted = true
      pending = pending.subarray(at + greeting.length)
    }
    const frames: Frame[] = []
    while (pending.length > 0) {
      if (payload) {
        const bytes = pending.subarray(0, payload.left)
        frames.push({ kind: 'bytes', of: payload.of, bytes })
        pending = pending.subarray(bytes.length)
        payload =
          payload.left === bytes.length ? undefined : { of: payload.of, left: payload.left - bytes.length }
        continue
      }
      const end = pending.indexOf(0x0a)
      if (end === -1) return pending.length > lineBytesMax ? 'not-ours' : frames
      const line = pending.subarray(0, end).toString('utf8')
      pending = pending.subarray(end + 1)
      const read = readLine(line)
      if (read === undefined) return 'not-ours'
      if (!('left' in read)) frames.push(read)
      else if (read.left > 0) payload = read
    }
    return frames
  }
}

function readLine(
  line: string,
): Frame | { readonly of: 'out' | 'err' | 'outputs'; left: number } | undefined {
  const [, word = '', rest = ''] = /^([a-z]+)(?: (.*))?$/.exec(line) ?? []
  switch (word) {
    case 'ready':
      return rest === 'fresh' || rest === 'found' ? { kind: 'ready', folder: rest } : undefined
    case 'out':
    case 'err':
    case 'outputs':
      return /^[0-9]{1,10}$/.test(rest) ? { of: word, left: Number(rest) } : undefined
    case 'exit':
      return /^[0-9]{1,3}$/.test(rest) ? { kind: 'exit', code: Number(rest) } : undefined
    case 'elsewhere':
      return { kind: 'elsewhere', host: rest }
    case 'trouble':
      return { kind: 'trouble', words: rest }
    case 'never':
    case 'gone':
    case 'rebooted':
    case 'none':
    case 'ended':
    case 'beat':
      return { kind: word }
    default:
      return undefined
  }
}
