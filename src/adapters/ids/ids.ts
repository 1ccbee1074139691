import { randomBytes } from 'node:crypto'
import type { Ids } from '../../ports/ids.ts'

/** Fetched together: asking the system costs more than what it gives for one salt. */
const fetched = 1024

/** Randomness of the operating system; no byte of it is given twice. */
export function systemIds(): Ids {
  let bytes = new Uint8Array()
  return {
    random(count) {
      if (count > fetched) return new Uint8Array(randomBytes(count))
      if (bytes.length < count) bytes = new Uint8Array(randomBytes(fetched))
      const given = bytes.slice(0, count)
      bytes = bytes.subarray(count)
      return given
    },
  }
}
