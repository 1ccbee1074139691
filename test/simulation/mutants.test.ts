import { afterEach, describe, expect, it, vi } from 'vitest'
import type { DriverDeps } from '../../src/driver/deps.ts'
import type { AppendResult } from '../../src/ports/journal.ts'
import type { decide } from '../../src/run/decide.ts'
import type { RunEvent } from '../../src/run/event/event.ts'
import type { EffectId } from '../../src/run/id.ts'
import type { Simulated } from './simulate.ts'

/**
 * Engines with a known fault. Each is the real one with a function of it wrapped, put in its place when modules
 * are loaded; the simulation must find every one of them, or it proves nothing of the real one.
 */
type Mutant = {
  readonly name: string
  /** Module of the engine and what becomes of what it exports. */
  readonly wrap?: readonly [module: string, change: (real: never) => Record<string, unknown>]
  readonly deps?: (deps: DriverDeps) => DriverDeps
}

type Decide = typeof decide
const decideModule = '../../src/run/decide.ts'
const groupModule = '../../src/run/group.ts'

/** The engine decides as it does, except about one kind of input. */
const deciding = (mutant: (real: Decide) => Decide): NonNullable<Mutant['wrap']> => [
  decideModule,
  (real: { decide: Decide }) => ({ ...real, decide: mutant(real.decide) }),
]

const mutants: readonly Mutant[] = [
  {
    name: 'an effect starts before its start is durable',
    deps: (deps) => ({
      ...deps,
      executor: {
        ...deps.executor,
        prepare: async (attempt) => {
          await deps.executor.prepare(attempt)
          void deps.executor.run(attempt)
        },
      },
    }),
  },
  {
    name: 'a commit is told before it is kept',
    deps: (deps) => ({
      ...deps,
      journal: {
        ...deps.journal,
        append: (append): Promise<AppendResult> =>
          append.entries.some(({ seq }) => seq % 7 === 0)
            ? Promise.resolve('appended')
            : deps.journal.append(append),
      },
    }),
  },
  {
    name: 'what was under way when the process died is said never to have run',
    deps: (deps) => ({
      ...deps,
      executor: { ...deps.executor, recover: () => Promise.resolve({ kind: 'never-ran' }) },
    }),
  },
  {
    name: 'what is not known is done again silently',
    wrap: deciding((real) => (state, input, circumstances) => {
      const decision = real(state, input, circumstances)
      const attempt = input.kind === 'attempt-unknown' ? state.attempts.get(input.effect) : undefined
      if (!attempt) return decision
      const { instance, stage, at, hash, host, bootId } = attempt
      const start: RunEvent = { type: 'attempt.started', instance, stage, at, hash, host, bootId }
      return { events: [...decision.events, start] }
    }),
  },
  {
    name: 'a late answer wins',
    wrap: deciding((real) => (state, input, circumstances) => {
      const decision = real(state, input, circumstances)
      if (input.kind !== 'answer') return decision
      const { effect, answer } = input
      return decision.events[0]?.type === 'answer.late'
        ? { events: [{ type: 'question.answered', effect, answer }] }
        : decision
    }),
  },
  {
    name: 'a second outcome counts',
    wrap: deciding((real) => (state, input, circumstances) => {
      const decision = real(state, input, circumstances)
      if (input.kind !== 'attempt-ended' || state.attempts.has(input.effect)) return decision
      const { effect, end, truncated } = input
      return { events: [{ type: 'attempt.finished', effect, end, truncated, tookMs: 0 }] }
    }),
  },
  {
    name: 'a cancel loses to the end of the last command',
    wrap: [
      '../../src/run/ending.ts',
      (real: { cancelled: unknown }) => ({
        ...real,
        cancelled: (): readonly RunEvent[] => [
          { type: 'run.ended', status: 'succeeded', why: 'every step is settled' },
        ],
      }),
    ],
  },
  {
    name: 'a join forgets a branch',
    wrap: standing((answer, { open }) =>
      answer.kind === 'going' && open > 0 ? { kind: 'succeeded' } : answer,
    ),
  },
  {
    name: 'a group takes failure for success',
    wrap: standing((answer) => (answer.kind === 'failed' ? { kind: 'succeeded' } : answer)),
  },
  {
    name: 'any one branch is enough for all',
    wrap: standing((answer, { succeeded }) => (succeeded > 0 ? { kind: 'succeeded' } : answer)),
  },
  {
    name: 'more go on at once than may',
    wrap: [
      groupModule,
      (real: { groupOf: (...given: never) => object }) => ({
        ...real,
        groupOf: (...given: never) => {
          const group = real.groupOf(...given)
          return 'atOnce' in group ? { ...group, atOnce: 100 } : group
        },
      }),
    ],
  },
  {
    name: 'the next step begins while what was left still ends',
    wrap: deciding(
      (real) => (state, input, circumstances) =>
        real({ ...state, awaited: new Set<EffectId>() }, input, circumstances),
    ),
  },
  {
    name: 'the last steps are left out when a run is cancelled',
    wrap: [
      '../../src/run/ending.ts',
      (real: { ending: unknown }) => ({
        ...real,
        cancelled: (): readonly RunEvent[] => [{ type: 'run.ended', status: 'cancelled', why: 'cancelled' }],
      }),
    ],
  },
  {
    name: 'the end of another runbook is not said again after a crash',
    wrap: [
      '../../src/driver/children.ts',
      (real: { Children: new (...given: never) => Following }) => ({
        ...real,
        Children: class extends real.Children {
          #before: ReadonlySet<string> | undefined
          override reconcile(state: Followed): void {
            this.#before ??= new Set(state.children.keys())
            const children = new Map([...state.children].filter(([effect]) => !this.#before?.has(effect)))
            super.reconcile({ ...state, children })
          }
        },
      }),
    ],
  },
  {
    name: 'a fact is lost when the run is read again',
    wrap: [
      '../../src/driver/load.ts',
      (real: { loadRun: (journal: never, run: never) => Promise<{ kind: string; last: unknown }> }) => ({
        ...real,
        loadRun: async (
          journal: { read: (run: never, after: number) => Promise<readonly unknown[]> },
          run: never,
        ) =>
          real.loadRun(
            {
              ...journal,
              read: async (of: never, after: number) => (await journal.read(of, after)).slice(0, -1),
            } as never,
            run,
          ),
      }),
    ],
  },
]

type Followed = { readonly children: ReadonlyMap<string, unknown> }
type Following = { reconcile(state: Followed): void }

type Answer = { readonly kind: 'going' | 'enough' | 'succeeded' | 'failed' }
type Counts = { readonly open: number; readonly succeeded: number }

/** The engine judges a group as it does, and then otherwise. */
function standing(change: (answer: Answer, counts: Counts) => Answer): NonNullable<Mutant['wrap']> {
  return [
    groupModule,
    (real: { standingOf: (state: never, instance: never, group: never) => Answer }) => ({
      ...real,
      standingOf: (state: never, instance: never, group: never) =>
        change(real.standingOf(state, instance, group), (instance as { counts: Counts }).counts),
    }),
  ]
}

/** Seeds until the first that finds it; a mutant that survives all of them has not been found. */
const seedsMax = Number(process.env['KB_MUTANT_SEEDS'] ?? 400)

afterEach(() => {
  vi.doUnmock(decideModule)
  vi.resetModules()
})

describe('the simulation finds an engine in which', () => {
  it.each(mutants)('$name', { timeout: 300_000 }, async ({ wrap, deps = (same) => same }) => {
    vi.resetModules()
    if (wrap) {
      const [module, change] = wrap
      vi.doMock(module, async (original) => change(await original<never>()))
    }
    const { simulate } = (await import('./simulate.ts')) as {
      simulate: (seed: number, change: typeof deps) => Promise<Simulated>
    }
    const found = await firstFound(simulate, deps)
    if (wrap) vi.doUnmock(wrap[0])
    expect(found).toBeDefined()
  })

  it('which has none of these, nothing', { timeout: 300_000 }, async () => {
    const { simulate } = await import('./simulate.ts')
    for (let seed = 1; seed <= 20; seed++) expect((await simulate(seed)).violations).toEqual([])
  })
})

async function firstFound(
  simulate: (seed: number, change: (deps: DriverDeps) => DriverDeps) => Promise<Simulated>,
  deps: (deps: DriverDeps) => DriverDeps,
): Promise<string | undefined> {
  for (let seed = 1; seed <= seedsMax; seed++) {
    const { violations } = await simulate(seed, deps)
    if (violations[0] !== undefined) return `seed ${seed}: ${violations[0]}`
  }
  return undefined
}
