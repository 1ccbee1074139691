import type { WireProblem } from '../../src/contract/route.ts'
import { Refused } from './ask.ts'

/** The bytes a door answers with; rejects with `Refused`. */
export async function fetchBytes(address: string): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(address)
  if (response.ok) return new Uint8Array(await response.arrayBuffer())
  throw new Refused(response.status, (await response.json()) as WireProblem)
}
