import type { EndStatus, EventData } from '../../src/run/event/event.ts'
import { reveal } from '../../src/run/event/private.ts'
import type { Fact } from '../../src/run/evolve.ts'
import { effectId } from '../../src/run/id.ts'
import type { EffectId, RunId } from '../../src/run/id.ts'
import type { Answer, Question } from '../../src/run/question.ts'

/** One try of a command, or of a check. */
export type Try = {
  readonly effect: EffectId
  readonly seq: number
  readonly stage: EventData<'attempt.started'>['stage']
  readonly at: number
  readonly startedAt: number
  readonly end?: EventData<'attempt.finished'>
  /** What became of it is not known. */
  readonly lost?: string
}

export type Given = {
  readonly at: number
  readonly by: string
  readonly question: Question
  readonly answer: Answer
}

type Said = { readonly at: number; readonly by: string; readonly text: string }

/** What happened to one step in a run. */
export type StepHistory = {
  readonly tries: readonly Try[]
  readonly answers: readonly Given[]
  readonly notes: readonly Said[]
  readonly remarks: readonly (EventData<'remark.added'> & { readonly by: string })[]
  /** Other runbooks carried out from it. */
  readonly children: readonly {
    readonly effect: EffectId
    readonly path: string
    readonly ended?: EndStatus
  }[]
  readonly enteredAt: number
  readonly endedAt: number | undefined
  /** It was done, and then taken back. */
  readonly undone: EventData<'step.undone'>['how'] | undefined
}

/** Everything that happened, by step; what the state does not keep because no decision needs it. */
export function historyOf(run: RunId, facts: readonly Fact[]): ReadonlyMap<string, StepHistory> {
  const book = new Book(run)
  for (const fact of facts) book.write(fact)
  return book.steps
}

type Page = {
  -readonly [K in keyof StepHistory]: StepHistory[K] extends readonly (infer T)[] ? T[] : StepHistory[K]
}

/** Histories while they are written. */
class Book {
  readonly steps = new Map<string, Page>()
  readonly #run: RunId
  readonly #asked = new Map<string, EventData<'question.asked'>>()
  readonly #tried = new Map<string, { readonly page: Page; readonly index: number }>()

  constructor(run: RunId) {
    this.#run = run
  }

  write(fact: Fact): void {
    const { event, at } = fact
    switch (event.type) {
      case 'step.entered':
        Object.assign(this.#page(event.instance), { enteredAt: at, endedAt: undefined, undone: undefined })
        return
      case 'step.succeeded':
      case 'step.failed':
      case 'step.skipped':
        this.#page(event.instance).endedAt = at
        return
      case 'step.undone':
        this.#page(event.instance).undone = event.how
        return
      case 'attempt.started':
        return this.#start(event, fact)
      case 'attempt.finished':
        return this.#amend(event.effect, { end: event })
      case 'child.started': {
        const effect = effectId(this.#run, fact.seq)
        const page = this.#page(event.instance)
        this.#tried.set(effect, { page, index: page.children.length })
        page.children.push({ effect, path: event.path })
        return
      }
      case 'child.ended': {
        const place = this.#tried.get(event.effect)
        const before = place?.page.children[place.index]
        if (place && before) place.page.children[place.index] = { ...before, ended: event.status }
        return
      }
      case 'attempt.unknown':
        return this.#amend(event.effect, { lost: event.why })
      default:
        return this.#writeSaid(fact)
    }
  }

  #writeSaid({ event, at, by, seq }: Fact): void {
    switch (event.type) {
      case 'question.asked':
        this.#asked.set(effectId(this.#run, seq), event)
        return
      case 'question.answered': {
        const asked = this.#asked.get(event.effect)
        const { answer } = event
        if (asked)
          this.#page(asked.instance).answers.push({ at, by: by.id, question: asked.question, answer })
        return
      }
      case 'note.added':
        if (event.instance !== undefined)
          this.#page(event.instance).notes.push({ at, by: by.id, text: reveal(event.text, '(erased)') })
        return
      case 'remark.added':
        this.#page(event.step).remarks.push({ ...event, by: by.id })
        return
      default:
    }
  }

  #start({ instance, stage, at: place }: EventData<'attempt.started'>, { seq, at }: Fact): void {
    const page = this.#page(instance)
    const effect = effectId(this.#run, seq)
    this.#tried.set(effect, { page, index: page.tries.length })
    page.tries.push({ effect, seq, stage, at: place, startedAt: at })
  }

  #amend(effect: string, more: Partial<Try>): void {
    const place = this.#tried.get(effect)
    const before = place?.page.tries[place.index]
    if (place && before) place.page.tries[place.index] = { ...before, ...more }
  }

  #page(instance: string): Page {
    const found = this.steps.get(instance)
    if (found) return found
    const made: Page = {
      tries: [],
      answers: [],
      notes: [],
      remarks: [],
      children: [],
      enteredAt: 0,
      endedAt: undefined,
      undone: undefined,
    }
    this.steps.set(instance, made)
    return made
  }
}
