import { terminalLine } from '../sink/terminal.ts'

/** Why an approval holds no more: the field of it that is not what it was. */
export function voidWords(field: string): string {
  if (field === 'not after') return 'its time is over'
  if (field === 'order') return 'the operator went elsewhere after it'
  if (field === 'first approval') return 'something changed after the first approval'
  const what = field.startsWith('step ') ? `the step ${field.slice('step '.length)}` : `the ${field}`
  return `${terminalLine(what)} changed after it`
}
