import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { Refused } from './ask.ts'
import { isFinal, meQuery } from './queries.ts'

/** Keeps what the server said. When it says that nobody is signed in any more, who is here is asked again. */
export function makeClient(): QueryClient {
  const onError = (error: unknown): void => {
    // Whoever never was let in has been told so.
    const wasIn = client.getQueryData(meQuery.queryKey) !== undefined
    if (wasIn && error instanceof Refused && error.status === 401)
      void client.invalidateQueries({ queryKey: meQuery.queryKey })
  }
  const client: QueryClient = new QueryClient({
    defaultOptions: { queries: { retry: (count, error) => !isFinal(error) && count < 3 } },
    queryCache: new QueryCache({
      onError: (error, { queryKey }) => {
        if (queryKey[0] !== meQuery.queryKey[0]) onError(error)
      },
    }),
    mutationCache: new MutationCache({ onError }),
  })
  return client
}
