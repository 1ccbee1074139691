import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Answered } from '../../src/contract/api.ts'
import { ask } from '../client/ask.ts'

type Chunk = Answered<'readLog'>['chunks'][number]
export type Log = { readonly chunks: readonly Chunk[]; readonly next: number }

/** How often a command that runs is asked for more output. */
const lookEveryMs = 600

/** What an attempt printed: each time only what came since the last is fetched. Read once more when it is over. */
export function useLog(run: string, seq: number, attempt: 'going' | 'over') {
  const client = useQueryClient()
  const key = ['log', run, seq]
  return useQuery({
    queryKey: [...key, attempt],
    queryFn: async (): Promise<Log> => {
      const before = client.getQueryData<Log>([...key, 'going']) ?? { chunks: [], next: 0 }
      const { chunks, next } = await ask('readLog', {
        params: { run, seq: String(seq) },
        query: { after: String(before.next) },
      })
      return chunks.length === 0 ? before : { chunks: [...before.chunks, ...chunks], next }
    },
    refetchInterval: attempt === 'going' ? lookEveryMs : false,
    staleTime: attempt === 'going' ? 0 : Infinity,
    placeholderData: () => client.getQueryData<Log>([...key, 'going']),
  })
}
