import { useMutation } from '@tanstack/react-query'
import type { WireInput } from '../../../src/contract/run.ts'
import { ask } from '../../client/ask.ts'
import { useRun } from '../../run/use-run.ts'

/** Puts something into the run; what comes of it arrives with its facts. */
export function useTouch() {
  const { run } = useRun().state
  return useMutation({ mutationFn: (input: WireInput) => ask('touchRun', { params: { run }, body: input }) })
}
