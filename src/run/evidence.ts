import type { Fact } from './evolve.ts'
import { reveal } from './event/private.ts'

/** Something kept to show that a step was done, or how it was: words given when it was done, or a file. */
export type Evidence = {
  /** Counts from 1 in the order it came. */
  readonly number: number
  /** Of the fact that keeps it. */
  readonly seq: number
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly by: string
  /** The step's instance; absent when it belongs to the whole run. */
  readonly instance?: string
} & (
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'file'
      readonly name: string
      readonly bytes: number
      /** Of the file: what `sha256sum` prints. Empty when name and sum were erased. */
      readonly sha256: string
      /** Salted digest its bytes lie under. */
      readonly content: string
    }
)

/** Everything that was kept with a run as evidence, in order. Pure. */
export function evidenceOf(facts: readonly Fact[]): readonly Evidence[] {
  const asked = new Map<string, string>()
  const list: Evidence[] = []
  for (const { event, seq, at, by } of facts) {
    const common = { number: list.length + 1, seq, at, by: by.id }
    if (event.type === 'question.asked') asked.set(`${seq}`, event.instance)
    if (event.type === 'question.answered' && event.answer.choice === 'done' && event.answer.evidence) {
      const instance = asked.get(event.effect.split('/')[1] ?? '')
      const text = reveal(event.answer.evidence, '(erased)')
      list.push({ ...common, kind: 'text', text, ...(instance === undefined ? {} : { instance }) })
    }
    if (event.type === 'attachment.added') {
      const { instance, bytes, content } = event
      const { name, sha256 } = reveal(event.about, { name: '(erased)', sha256: '' })
      const file = { ...common, kind: 'file', name, bytes, sha256, content } as const
      list.push(instance === undefined ? file : { ...file, instance })
    }
  }
  return list
}
