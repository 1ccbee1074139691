import { InvalidArgumentError } from 'commander'
import type { Given } from '../plan/parameters.ts'

/** Takes one `--param name=value`; what is not of that form is wrong usage. */
export function collectParam(written: string, before: readonly string[] = []): readonly string[] {
  if (!/^[^=\s]+=/.test(written)) throw new InvalidArgumentError('write it as name=value')
  return [...before, written]
}

/** Parameters as given by a person; the last of several with one name counts. */
export const givenParams = (written: readonly string[] = []): Map<string, Given> =>
  new Map(
    written.map((pair) => {
      const at = pair.indexOf('=')
      return [pair.slice(0, at), { text: pair.slice(at + 1), origin: 'person' }]
    }),
  )
