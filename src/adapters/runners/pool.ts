import { createHash } from 'node:crypto'
import { bindingFor } from '../../access/binding.ts'
import type { Sha256 } from '../../hash/sha256.ts'
import { purposeTag } from '../../hash/sha256.ts'
import { logLine } from '../../ledger/log-lines.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Attempt, Executor, Outcome, Place, Recovery } from '../../ports/executor.ts'
import type { Journal } from '../../ports/journal.ts'
import type { LogChunk, Logs } from '../../ports/logs.ts'
import type {
  KeptRunner,
  OrderResult,
  RunnerDesk,
  RunnerPresence,
  Runners,
  SessionTrouble,
} from '../../ports/runners.ts'
import type { EffectId, RunId } from '../../run/id.ts'
import { parseRunId, runOf } from '../../run/id.ts'
import type { Lost, NewOrder } from './post.ts'
import { Post } from './post.ts'

export type RunnerPoolParts = {
  readonly runners: Runners
  readonly journal: Journal
  readonly logs: Logs
  readonly clock: Clock
}

/** A runner asks at least this often: shorter than any proxy's idle timeout we know. */
const heartbeatMs = 20_000

/** Not heard of for longer than this, a runner has vanished: three heartbeats, so that a bad line loses nothing. */
export const vanishedMs = 60_000

/** How often it is looked whether one has. */
const lookEveryMs = 1_000

/**
 * An executor whose commands run elsewhere. Each run has one runner, because its directory and files are there; what
 * its driver asks is an order to that runner, told again until its result comes. What went out and is not answered by
 * a runner that vanished may have run: nobody repeats it, a person is asked.
 */
export class RunnerPool implements Executor, RunnerDesk {
  readonly #parts: RunnerPoolParts
  readonly #posts = new Map<string, Post>()
  readonly #prepared = new Map<EffectId, { readonly attempt: Attempt; readonly runner: string }>()
  /** Orders that run an attempt, or ask what became of it. */
  readonly #attempts = new Map<EffectId, { readonly runner: string; readonly order: string }>()
  /** Up to where each stream of an open attempt was appended. */
  readonly #logged = new Map<EffectId, { stdout: number; stderr: number }>()
  /** Attempts of open runs whose end is in the journal. */
  readonly #over = new Set<EffectId>()
  #resting = false
  readonly #unlook: () => void
  readonly #openedAt: number

  constructor(parts: RunnerPoolParts) {
    this.#parts = parts
    this.#openedAt = parts.clock.now()
    const timer = setInterval(() => this.#look(), lookEveryMs)
    timer.unref()
    this.#unlook = () => clearInterval(timer)
  }

  rest(): void {
    this.#unlook()
    this.#resting = true
    for (const post of this.#posts.values()) post.wake()
  }

  async placeFor(run: RunId, path: string): Promise<Place> {
    const runner = (await this.#parts.runners.runnerOf(run)) ?? (await this.#choose(run, path))
    if (runner === undefined) return nowhere
    return { host: hostOf(runner), bootId: (await this.#kept(runner))?.identity ?? '' }
  }

  async prepare(attempt: Attempt): Promise<void> {
    const { runners } = this.#parts
    const runner = await runners.runnerOf(runOf(attempt.effect))
    if (runner === undefined) throw new Error(unbound)
    if (!(await this.#kept(runner)))
      throw new Error(`the runner ${runner}, which has this run's files, was removed`)
    this.#prepared.set(attempt.effect, { attempt, runner })
  }

  async discard(effect: EffectId): Promise<void> {
    this.#prepared.delete(effect)
  }

  abandon(effect: EffectId): void {
    this.#prepared.delete(effect)
  }

  async run({ effect }: Attempt): Promise<Outcome> {
    const prepared = this.#prepared.get(effect)
    this.#prepared.delete(effect)
    if (!prepared) return only({ kind: 'error', message: 'it was not prepared' })
    this.#logged.set(effect, { stdout: 0, stderr: 0 })
    return this.#ask(prepared.runner, effect, { kind: 'run', attempt: prepared.attempt })
  }

  /** Only the runner it was given to can tell, and only with the state folder it had then. */
  async recover(effect: EffectId, place: Place): Promise<Recovery> {
    const runner = runnerIn(place)
    const kept = runner === undefined ? undefined : await this.#kept(runner)
    if (runner === undefined || !kept)
      return unknown(`the runner it was given to is not one of ours any more`)
    if (kept.identity !== place.bootId)
      return unknown(`the runner ${runner} has lost what it knew of earlier commands`)
    const outcome = this.#ask(runner, effect, { kind: 'recover', effect })
    outcome.catch(() => undefined)
    return { kind: 'known', outcome }
  }

  async cancel(effect: EffectId, graceMs: number): Promise<void> {
    const open = this.#attempts.get(effect)
    if (!open) return
    const post = this.#post(open.runner)
    if (post.withdraw({ kind: 'outcome', id: open.order, outcome: cancelled })) return
    await post.order({ kind: 'cancel', effect, graceMs }).result
  }

  async clean(effect: EffectId): Promise<void> {
    this.#logged.delete(effect)
    this.#over.add(effect)
    const runner = await this.#parts.runners.runnerOf(runOf(effect))
    if (runner !== undefined) void this.#post(runner).order({ kind: 'clean', effect }).result
  }

  /** Nobody waits for it: a runner that is away hears of it when it comes. */
  async endRun(run: RunId, graceMs: number): Promise<readonly unknown[]> {
    for (const effect of this.#over) if (runOf(effect) === run) this.#over.delete(effect)
    const runner = await this.#parts.runners.runnerOf(run)
    if (runner !== undefined) void this.#post(runner).order({ kind: 'end-run', run, graceMs }).result
    return []
  }

  async greet(runner: string, hello: Parameters<RunnerDesk['greet']>[1]) {
    const post = this.#post(runner)
    await this.#identify(runner, hello.identity)
    post.begin(this.#parts.clock.now(), hello)
    return { name: runner, session: post.session, ended: await this.#endedOf(hello.runs) }
  }

  async orders(runner: string, { session, received, draining }: Parameters<RunnerDesk['orders']>[1]) {
    const post = this.#post(runner)
    const trouble = this.#hear(post, session)
    if (trouble) return trouble
    post.received(received)
    post.draining = draining
    const due = post.due()
    if (due.length > 0) return due
    await post.wait(draining || this.#resting ? soonMs : heartbeatMs)
    return post.session === session ? post.due() : sessionTrouble(post, session)
  }

  async report(runner: string, { session, results }: Parameters<RunnerDesk['report']>[1]) {
    const post = this.#post(runner)
    const trouble = this.#hear(post, session)
    if (trouble) return trouble
    for (const result of results) post.settle(result)
    return undefined
  }

  async append(runner: string, effect: EffectId, chunks: readonly LogChunk[]) {
    const logged = this.#loggedBy(runner, effect)
    if (!logged) return this.#whyNot(runner, effect)
    const before = { ...logged }
    const fresh = chunks.filter(({ stream, to }) => to > logged[stream])
    for (const { stream, to } of fresh) logged[stream] = Math.max(logged[stream], to)
    try {
      await this.#parts.logs.append(effect, fresh)
    } catch (error) {
      // The runner brings them again.
      Object.assign(logged, before)
      throw error
    }
    return 'appended' as const
  }

  async readUpTo(runner: string, effect: EffectId) {
    if (!this.#loggedBy(runner, effect)) return this.#whyNot(runner, effect)
    const upTo = await this.#parts.logs.reopen(effect)
    this.#logged.set(effect, { ...upTo })
    return upTo
  }

  present(): readonly RunnerPresence[] {
    return [...this.#posts].map(([name, post]) => ({
      name,
      connected: this.#isHeard(post),
      draining: post.draining,
      startedOn: post.startedOn,
      version: post.version,
      heardAt: post.heardAt,
      busy: post.busy,
    }))
  }

  dismiss(runner: string): void {
    this.#posts.get(runner)?.close(`the runner ${runner} was removed`)
    this.#posts.delete(runner)
  }

  /** Every open attempt is of one runner, and only that one writes its log. */
  #loggedBy(runner: string, effect: EffectId): { stdout: number; stderr: number } | undefined {
    return this.#attempts.get(effect)?.runner === runner ? this.#logged.get(effect) : undefined
  }

  /** A server that was just started has not asked for all that goes on yet: its output must not be lost. */
  async #whyNot(runner: string, effect: EffectId): Promise<'not-yet' | 'foreign'> {
    if (this.#over.has(effect)) return 'foreign'
    const run = runOf(effect)
    const { runners, journal } = this.#parts
    const ours = (await runners.runnerOf(run)) === runner && (await journal.head(run))?.open === true
    return ours ? 'not-yet' : 'foreign'
  }

  async #ask(runner: string, effect: EffectId, order: NewOrder): Promise<Outcome> {
    const post = this.#post(runner)
    const { id, result } = post.order(order)
    this.#attempts.set(effect, { runner, order: id })
    if (!this.#logged.has(effect)) this.#logged.set(effect, { ...(await this.#parts.logs.reopen(effect)) })
    try {
      return await this.#outcomeOf(effect, await result)
    } finally {
      this.#attempts.delete(effect)
    }
  }

  async #outcomeOf(effect: EffectId, result: OrderResult | Lost): Promise<Outcome> {
    switch (result.kind) {
      case 'lost':
        return only(result.mayHaveRun ? { kind: 'unknown', why: result.why } : { kind: 'never-ran' })
      case 'done':
        return only({ kind: 'unknown', why: 'the runner did not say how it ended' })
      case 'outcome': {
        const { log: _, ...outcome } = result.outcome
        return { ...outcome, log: await hashOf(this.#parts.logs, effect) }
      }
    }
  }

  async #choose(run: RunId, path: string): Promise<string | undefined> {
    const { runners } = this.#parts
    const binding = bindingFor(await runners.bindings(), path)
    if (!binding) return undefined
    const able = (await runners.runners()).filter(
      ({ name, labels, identity }) =>
        identity !== undefined && (name === binding.label || labels.includes(binding.label)),
    )
    const order = able
      .map(({ name }) => ({ name, post: this.#post(name) }))
      .toSorted(
        (a, b) =>
          Number(this.#isHeard(b.post) && !b.post.draining) -
            Number(this.#isHeard(a.post) && !a.post.draining) || a.post.busy - b.post.busy,
      )
    const [first] = order
    return first && runners.assignRunner(run, first.name)
  }

  async #kept(runner: string): Promise<KeptRunner | undefined> {
    return (await this.#parts.runners.runners()).find(({ name }) => name === runner)
  }

  /** Another state folder than before knows nothing of what was given to the one before. */
  async #identify(runner: string, identity: string): Promise<void> {
    const { runners, clock } = this.#parts
    if ((await this.#kept(runner))?.identity === identity) return
    await runners.changeRunners(
      { kind: 'identify-runner', name: runner, identity },
      {
        at: clock.now(),
        by: { kind: 'service', id: runner, via: 'api' },
        event: { type: 'runner.identified', runner, identity },
      },
    )
    this.#post(runner).lose(`the runner ${runner} came back with another state folder`)
  }

  #post(runner: string): Post {
    const there = this.#posts.get(runner)
    if (there) return there
    const post = new Post()
    this.#posts.set(runner, post)
    return post
  }

  #hear(post: Post, session: string): SessionTrouble | undefined {
    if (post.session !== session) return sessionTrouble(post, session)
    post.heardAt = this.#parts.clock.now()
    return undefined
  }

  #isHeard({ heardAt }: Post): boolean {
    return this.#parts.clock.now() - heardAt < vanishedMs
  }

  /** A server that was just started gives its runners time to come back before it says that they have vanished. */
  #look(): void {
    const now = this.#parts.clock.now()
    for (const [name, post] of this.#posts) {
      if (now - Math.max(post.heardAt, this.#openedAt) < vanishedMs) continue
      post.lose(`the runner ${name} has not been heard of since ${new Date(post.heardAt).toISOString()}`)
    }
  }

  async #endedOf(runs: readonly string[]): Promise<readonly RunId[]> {
    const ended: RunId[] = []
    for (const written of runs) {
      const run = parseRunId(written)
      if (!run) continue
      const head = await this.#parts.journal.head(run)
      if (!head || !head.open) ended.push(run)
    }
    return ended
  }
}

const unbound =
  'no runner is bound to this folder: an administrator binds one, or run it on your own machine with --server'

/** Where one side is about to leave, it is answered soon. */
const soonMs = 1_000

/** Where a run goes whose folder is bound to nobody: its commands are refused with what to do. */
const nowhere: Place = { host: 'no runner', bootId: '' }

const hostPrefix = 'runner '
const hostOf = (runner: string): string => `${hostPrefix}${runner}`
const runnerIn = ({ host }: Place): string | undefined =>
  host.startsWith(hostPrefix) ? host.slice(hostPrefix.length) : undefined

const sessionTrouble = (post: Post, session: string): SessionTrouble => ({
  kind: 'session',
  is: post.replaced.has(session) ? 'replaced' : 'unknown',
})

const only = (end: Outcome['end']): Outcome => ({ end, stdout: '', outputs: {}, truncated: false })
const cancelled = only({ kind: 'cancelled' })
const unknown = (why: string): Recovery => ({ kind: 'unknown', why })

/** Of all that came to the log: a runner's word for it is not taken. */
async function hashOf(logs: Logs, effect: EffectId): Promise<Sha256> {
  const hash = createHash('sha256').update(purposeTag('log'))
  for await (const chunks of logs.stream(effect)) for (const chunk of chunks) hash.update(logLine(chunk))
  return `sha256:${hash.digest('hex')}`
}
