import { parseEffectId } from '../../src/run/id.ts'
import type { EffectId, RunId } from '../../src/run/id.ts'
import type { Attempt, Executor, Outcome, Recovery } from '../../src/ports/executor.ts'
import type { Append, AppendResult, Journal, JournalEntry } from '../../src/ports/journal.ts'
import type { Lease, Leases } from '../../src/ports/leases.ts'
import type { Clock } from '../../src/ports/clock.ts'
import type { Place } from '../../src/run/input.ts'
import type { RunHead } from '../../src/run/head.ts'
import type { Sha256 } from '../../src/hash/sha256.ts'

/** mulberry32: small, seeded, good enough to find orders nobody thought of. */
export type Random = {
  readonly next: () => number
  readonly below: (n: number) => number
  readonly chance: (p: number) => boolean
}

export function seeded(seed: number): Random {
  let a = seed >>> 0
  const next = () => {
    a = (a + 0x6d2b79f5) >>> 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  return { next, below: (n) => Math.floor(next() * n), chance: (p) => next() < p }
}

/** What became of one effect in the world outside. */
type Effect = {
  prepared: boolean
  claimed: boolean
  runs: number
  outcome: Outcome | undefined
  lost: boolean
  cancelled: boolean
  ended: ((outcome: Outcome) => void)[]
}

/**
 * Everything that survives a crash: the journal, the world commands act on, time. One life of the driver sees it
 * through ports that may stop answering for ever between any two awaits.
 */
export class World {
  readonly random: Random
  now = 1_000_000
  readonly timers: { at: number; wake: () => void; life: Life }[] = []
  /** What is kept of each run: the one that is simulated, and those its steps asked for. */
  readonly runs = new Map<RunId, Kept>()
  /** The entry that was written last, of whichever run. */
  last: JournalEntry | undefined
  readonly blobs = new Map<Sha256, Uint8Array>()
  epoch = 0
  readonly effects = new Map<EffectId, Effect>()
  /** How often each action's source was carried out. */
  readonly done: string[] = []
  crashes = 0
  boot = 0
  readonly violations: string[] = []
  /** Kinds of the last fact × port call at which a crash happened. */
  readonly covered = new Set<string>()

  constructor(seed: number) {
    this.random = seeded(seed)
  }

  effect(id: EffectId): Effect {
    const known = this.effects.get(id)
    if (known) return known
    const fresh: Effect = {
      prepared: false,
      claimed: false,
      runs: 0,
      outcome: undefined,
      lost: false,
      cancelled: false,
      ended: [],
    }
    this.effects.set(id, fresh)
    return fresh
  }

  /** The type of the last durable fact: where a crash is counted. */
  lastType(): string {
    return this.last ? typeOf(this.last) : 'nothing'
  }

  isStarted(effect: EffectId): boolean {
    const asked = parseEffectId(effect)
    const entry = asked && this.kept(asked.run).entries[asked.seq - 1]
    return entry !== undefined && typeOf(entry) === 'attempt.started'
  }

  kept(run: RunId): Kept {
    const known = this.runs.get(run)
    if (known) return known
    const fresh: Kept = { entries: [], head: undefined, lease: undefined }
    this.runs.set(run, fresh)
    return fresh
  }
}

type Kept = { readonly entries: JournalEntry[]; head: RunHead | undefined; lease: Lease | undefined }

const typeOf = ({ bytes }: JournalEntry): string =>
  (JSON.parse(new TextDecoder().decode(bytes)) as { type: string }).type

/** One life of a driver process. Dead, none of its calls ever answers. */
export class Life {
  readonly world: World
  readonly name: string
  readonly crashChance: number
  dead = false

  constructor(world: World, name: string, crashChance: number) {
    this.world = world
    this.name = name
    this.crashChance = crashChance
  }

  /** A place where the process may be gone: before the call has its effect, or after. */
  async point<T>(where: string, work: () => T | Promise<T>): Promise<T> {
    await this.pause()
    this.maybeDie(`${where} before`)
    if (this.dead) return new Promise<T>(() => undefined)
    const result = await work()
    await this.pause()
    this.maybeDie(`${where} after`)
    return this.dead ? new Promise<T>(() => undefined) : result
  }

  private maybeDie(where: string): void {
    if (this.dead || !this.world.random.chance(this.crashChance)) return
    this.dead = true
    this.world.crashes += 1
    this.world.covered.add(`${this.world.lastType()} × ${where}`)
  }

  private async pause(): Promise<void> {
    for (let n = this.world.random.below(3); n > 0; n--) await Promise.resolve()
  }

  get clock(): Clock {
    const { world } = this
    const clock: Clock = {
      now: () => world.now,
      // Nobody sets this world's clock back.
      since: () => clock,
      at: (at, wake) => {
        const timer = { at, wake, life: this }
        world.timers.push(timer)
        return () => {
          const index = world.timers.indexOf(timer)
          if (index !== -1) world.timers.splice(index, 1)
        }
      },
    }
    return clock
  }

  get journal(): Journal {
    const { world } = this
    return {
      append: (append) => this.point('append', () => appendTo(world, append)),
      read: (run, afterSeq) => this.point('read', () => world.kept(run).entries.slice(afterSeq)),
      head: (run) => this.point('head', () => world.runs.get(run)?.head),
      heads: () =>
        this.point('heads', () => [...world.runs.values()].flatMap(({ head }) => (head ? [head] : []))),
      blob: (digest) => this.point('blob', () => world.blobs.get(digest)),
      blobState: (digest) => this.point('blob', () => (world.blobs.has(digest) ? 'kept' : 'missing')),
      close: () => Promise.resolve(),
    }
  }

  get leases(): Leases {
    const { world } = this
    return {
      acquire: (run, holder, ttlMs) =>
        this.point('acquire', () => {
          const kept = world.kept(run)
          if (kept.lease && kept.lease.holder !== holder && kept.lease.untilMs > world.now)
            return { kind: 'busy', lease: kept.lease }
          world.epoch += 1
          kept.lease = { run, holder, epoch: world.epoch, untilMs: world.now + ttlMs }
          return { kind: 'held', lease: kept.lease }
        }),
      renew: (lease, ttlMs) =>
        this.point('renew', () => {
          const kept = world.kept(lease.run)
          if (kept.lease?.epoch !== lease.epoch) return false
          kept.lease = { ...kept.lease, untilMs: world.now + ttlMs }
          return true
        }),
      release: (lease) =>
        this.point('release', () => {
          const kept = world.kept(lease.run)
          if (kept.lease?.epoch === lease.epoch) kept.lease = undefined
        }),
    }
  }

  get executor(): Executor {
    const { world } = this
    return {
      placeFor: () => Promise.resolve({ host: 'here', bootId: `boot${world.boot}` }),
      prepare: (attempt) => this.point('prepare', () => void (world.effect(attempt.effect).prepared = true)),
      discard: (effect) => this.point('discard', () => void world.effects.delete(effect)),
      abandon: () => undefined,
      run: (attempt) => this.point('run', () => carryOut(world, attempt)).then((ending) => ending.outcome),
      recover: (effect, place) => this.point('recover', () => recover(world, effect, place)),
      cancel: (effect) => this.point('cancel', () => cancel(world, effect)),
      endRun: () => Promise.resolve([]),
      clean: (effect) => this.point('clean', () => void (world.effect(effect).prepared = false)),
    }
  }
}

function appendTo(world: World, append: Append): AppendResult {
  const kept = world.kept(append.run)
  if (append.expectedSeq !== kept.entries.length) return 'conflict'
  if (append.epoch !== undefined && kept.lease?.epoch !== append.epoch) return 'fenced'
  kept.entries.push(...append.entries)
  world.last = append.entries.at(-1) ?? world.last
  for (const blob of append.blobs) world.blobs.set(blob.digest, blob.bytes)
  kept.head = append.head
  return 'appended'
}

/** The command runs in the world, whoever still listens; a promise in an object, so that it is not awaited. */
function carryOut(world: World, attempt: Attempt): { outcome: Promise<Outcome> } {
  const effect = world.effect(attempt.effect)
  if (!world.isStarted(attempt.effect))
    world.violations.push(`${attempt.effect} ran without its durable start`)
  if (!effect.prepared) world.violations.push(`${attempt.effect} ran without being prepared`)
  if (effect.claimed) world.violations.push(`${attempt.effect} ran twice`)
  effect.claimed = true
  effect.runs += 1
  const source = attempt.action.action === 'shell' ? attempt.action.source : attempt.action.action
  world.done.push(source)
  const fails = source.includes('fails') ? 1 : source.includes('flaky') ? 0.4 : 0
  const code = world.random.chance(fails) ? 1 : 0
  const life = new Life(world, 'world', 0)
  life.clock.at(world.now + world.random.below(5_000), () => finish(effect, { kind: 'exit', code }))
  return { outcome: outcomeOf(effect) }
}

function finish(effect: Effect, end: Outcome['end']): void {
  if (effect.outcome || effect.lost) return
  effect.outcome = {
    end: effect.cancelled ? { kind: 'cancelled' } : end,
    stdout: '',
    outputs: {},
    truncated: false,
  }
  for (const ended of effect.ended) ended(effect.outcome)
}

const outcomeOf = (effect: Effect): Promise<Outcome> =>
  effect.outcome ? Promise.resolve(effect.outcome) : new Promise((resolve) => effect.ended.push(resolve))

function recover(world: World, id: EffectId, place: Place): Recovery {
  const effect = world.effect(id)
  if (!effect.claimed) {
    effect.claimed = true
    return effect.prepared ? { kind: 'never-ran' } : { kind: 'unknown', why: 'its folder is gone' }
  }
  if (effect.outcome) return { kind: 'known', outcome: Promise.resolve(effect.outcome) }
  if (effect.lost || place.bootId !== `boot${world.boot}`)
    return { kind: 'unknown', why: 'the machine was started again' }
  return { kind: 'known', outcome: outcomeOf(effect) }
}

function cancel(world: World, id: EffectId): void {
  const effect = world.effect(id)
  effect.cancelled = true
  if (effect.claimed) finish(effect, { kind: 'cancelled' })
}
