import { useQuery } from '@tanstack/react-query'
import type { Verb } from '../../src/access/verb.ts'
import { meQuery } from './queries.ts'

/**
 * What whoever looks may do to anything here, in the words of the server, which decides: a page offers nothing else.
 * Before the server has said it, that is nothing.
 */
export function useMay(): (verb: Verb) => boolean {
  const { data } = useQuery(meQuery)
  return (verb) => data?.verbs.includes(verb) ?? false
}

/** The name somebody signed in with; undefined where nobody does. */
export function useAccount(): string | undefined {
  const { data } = useQuery(meQuery)
  return data?.installation === 'accounts' ? data.actor.id : undefined
}
