import { userInfo } from 'node:os'
import type { ServerTarget } from '../../action/sql-connection.ts'

/**
 * The password in `.pgpass` for a server: the first line that fits.
 *
 *     host:port:database:user:password      * fits everything; \: and \\ stand for themselves
 */
export function findPassword(
  text: string,
  { host, port, database, user = userInfo().username }: ServerTarget,
): string | undefined {
  const wanted = [host.startsWith('/') ? 'localhost' : host, String(port), database ?? user, user]
  for (const line of text.split('\n')) {
    if (line.startsWith('#')) continue
    const fields = line
      .replace(/\r$/, '')
      .match(/(?:\\.|[^:\\])+|(?<=:)(?=:)/g)
      ?.map((field) => field.replace(/\\(.)/g, '$1'))
    if (fields?.length !== 5) continue
    if (wanted.every((value, at) => fields[at] === '*' || fields[at] === value)) return fields[4]
  }
  return undefined
}
