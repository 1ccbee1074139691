import { randomBytes } from 'node:crypto'
import type { Ids } from '../../ports/ids.ts'

/** Randomness of the operating system. */
export const systemIds = (): Ids => ({ random: (count) => new Uint8Array(randomBytes(count)) })
