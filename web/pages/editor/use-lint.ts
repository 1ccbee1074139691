import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Finding } from '../../../src/lint/finding.ts'
import { ask } from '../../client/ask.ts'

/** What the linter says, and of which text: ranges are places in that one only. */
export type Linted = { readonly text: string; readonly findings: readonly Finding[] }

/** As long after the last key: sooner than one looks up, later than between two keys. */
const restMs = 350

/** Asks the linter about a text that is being written, whenever its writer rests. */
export function useLint(path: string, text: string): Linted {
  const [rested, setRested] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setRested(text), restMs)
    return () => clearTimeout(timer)
  }, [text])
  const { data } = useQuery({
    queryKey: ['lint', path, rested],
    queryFn: async (): Promise<Linted> => ({
      text: rested,
      findings: (await ask('lintText', { body: { path, text: rested } })).findings,
    }),
    placeholderData: keepPreviousData,
    gcTime: 10_000,
  })
  return data ?? nothing
}

const nothing: Linted = { text: '', findings: [] }
