import { createRun } from '../../src/driver/create.ts'
import type { DriverDeps } from '../../src/driver/deps.ts'
import type { RunDriver } from '../../src/driver/drive.ts'
import { driveRun } from '../../src/driver/drive.ts'
import { loadRun } from '../../src/driver/load.ts'
import type { Submitted } from '../../src/driver/submit.ts'
import { submitTo } from '../../src/driver/submit.ts'
import type { Fact } from '../../src/run/evolve.ts'
import { fold } from '../../src/run/fold.ts'
import type { EffectId, RunId } from '../../src/run/id.ts'
import { parseEffectId } from '../../src/run/id.ts'
import type { Mode } from '../../src/run/mode.ts'
import type { Answer } from '../../src/run/question.ts'
import { choicesFor } from '../../src/run/question.ts'
import type { OpenQuestion, ReadonlyRunState } from '../../src/run/state.ts'
import { brokenPromises } from './invariants.ts'
import { randomPlan } from './random-plan.ts'
import { Life, World } from './world.ts'

export type Simulated = {
  readonly violations: readonly string[]
  readonly crashes: number
  readonly covered: ReadonlySet<string>
  readonly facts: readonly Fact[]
  readonly ended: string | undefined
}

const person = { kind: 'person', id: 'ann', via: 'cli' } as const
const engine = { kind: 'system', id: 'engine', via: 'engine' } as const
const colleague = { kind: 'person', id: 'bob', via: 'cli' } as const

/** Turns of simulated time after which a run that has not ended never will. */
const turnsMax = 4_000

/** One run of a random plan under crashes, delays and people answering from two processes. */
export async function simulate(
  seed: number,
  change: (deps: DriverDeps) => DriverDeps = (deps) => deps,
): Promise<Simulated> {
  const world = new World(seed)
  const { random } = world
  const plan = randomPlan(random)
  const mode: Mode = (['auto', 'auto', 'step', 'unattended', 'checklist'] as const)[random.below(5)] ?? 'auto'
  const calm = new Life(world, 'first', 0)
  const run = await createRun(depsOf(calm, change), {
    plan,
    mode,
    cwd: '/',
    startedOn: 'ann@here',
    by: person,
  })
  const accepted: Accepted[] = []
  let life: Life | undefined
  let driver: RunDriver | undefined
  let starting: Promise<void> | undefined
  for (let turn = 0; turn < turnsMax && world.kept(run).head?.open !== false; turn++) {
    await quiet()
    if (!life || life.dead) {
      if (life && random.chance(0.1)) reboot(world)
      const next = new Life(world, `life${world.crashes}`, random.chance(0.2) ? 0 : 0.03)
      life = next
      driver = undefined
      starting = driveRun(depsOf(next, change), run).then((result) => {
        if (result.kind === 'driving' && !next.dead) driver = result.driver
        if (result.kind === 'busy' || result.kind === 'unusable') next.dead = true
      })
      void starting
      continue
    }
    if (driver && random.chance(0.5)) act(world, driver, accepted, change)
    passTime(world)
  }
  return judge(world, run, accepted)
}

/** A fact somebody was told is durable, and of which run. */
type Accepted = { readonly run: RunId; readonly fact: Fact }

/** The driver and those of the runs inside its run: a person sees them all. */
const driversIn = (driver: RunDriver): readonly RunDriver[] => [
  driver,
  ...[...driver.children.driven.values()].flatMap(driversIn),
]

const depsOf = (life: Life, change: (deps: DriverDeps) => DriverDeps): DriverDeps =>
  change({
    journal: life.journal,
    leases: life.leases,
    executor: life.executor,
    clock: life.clock,
    secrets: { read: () => Promise.resolve({ kind: 'missing', why: '', remedy: '' }) },
    ids: { random: (count) => Uint8Array.from({ length: count }, () => life.world.random.below(256)) },
    evaluate: () => ({ kind: 'value', value: life.world.random.chance(0.6) }),
    environment: new Set(),
    holder: life.name,
    isGone: (holder) => holder !== life.name,
    outputMaxBytes: 1000,
  })

/** Lets every promise that can go on go on. */
const quiet = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function reboot(world: World): void {
  world.boot += 1
  for (const effect of world.effects.values()) if (effect.claimed && !effect.outcome) effect.lost = true
}

/** The next timer of a living process (or of the world itself) fires; when there is none, a second passes. */
function passTime(world: World): void {
  const due = world.timers.filter(({ life }) => !life.dead).sort((a, b) => a.at - b.at)[0]
  world.now = Math.max(world.now + 1, due?.at ?? world.now + 1_000)
  if (!due) return
  world.timers.splice(world.timers.indexOf(due), 1)
  due.wake()
}

function act(
  world: World,
  root: RunDriver,
  accepted: Accepted[],
  change: (deps: DriverDeps) => DriverDeps,
): void {
  const { random } = world
  const drivers = driversIn(root)
  const asking = drivers.filter(({ state }) => state.questions.size > 0)
  const among = asking.length > 0 && random.chance(0.8) ? asking : drivers
  const driver = among[random.below(among.length)] ?? root
  const { run } = driver.state
  const keep = (submitted: Submitted) => {
    if (submitted.kind === 'taken') accepted.push(...submitted.facts.map((fact) => ({ run, fact })))
  }
  const question = [...driver.state.questions.values()][random.below(driver.state.questions.size || 1)]
  if (question) {
    const input = {
      kind: 'answer',
      effect: question.effect,
      answer: answerTo(question, driver.state, world),
    } as const
    if (random.chance(0.7)) void driver.submit(input, person).then(keep)
    else {
      const deps = depsOf(new Life(world, 'other', 0), change)
      void submitTo({ ...deps, circumstances: deps }, run, input, colleague).then(keep)
    }
  }
  if (random.chance(0.01)) void driver.submit({ kind: 'pause' }, person).then(keep)
  if (random.chance(0.05)) void driver.submit({ kind: 'continue' }, person).then(keep)
  if (random.chance(0.003)) void driver.submit({ kind: 'cancel' }, person).then(keep)
  if (random.chance(0.01)) void driver.submit({ kind: 'note', text: 'hello' }, person).then(keep)
  if (random.chance(0.02)) again(world, driver)
  const going = [...driver.state.attempts.keys()][0]
  if (going && random.chance(0.01))
    void driver.submit({ kind: 'interrupt', effect: going }, person).then(keep)
}

/** Something that happened is reported once more. */
function again(world: World, driver: RunDriver): void {
  const known = [...world.effects.keys()]
  const effect = known[world.random.below(known.length || 1)]
  if (!effect || !world.effect(effect).outcome || parseEffectId(effect)?.run !== driver.state.run) return
  const end = { kind: 'exit', code: 0 } as const
  void driver.submit(
    { kind: 'attempt-ended', effect, end, stdout: '', outputs: {}, truncated: false },
    engine,
  )
}

function answerTo(open: OpenQuestion, state: ReadonlyRunState, world: World): Answer {
  const { random } = world
  const choices = choicesFor[open.question.kind]
  const choice = choices[random.below(choices.length)] ?? choices[0]
  switch (choice) {
    case 'skip':
      return { choice, reason: 'other' }
    case 'approve':
      return { choice, approver: `boss${random.below(5)}`, asserted: true }
    case 'option':
      return { choice, index: random.below(2) }
    case 'pick':
      return { choice, step: open.question.kind === 'menu' ? (open.question.left[0]?.step ?? '') : '' }
    case 'go-to': {
      const steps = Object.keys(state.plan.steps)
      return random.chance(0.3)
        ? { choice, step: steps[random.below(steps.length)] ?? '' }
        : { choice: 'skip', reason: 'other' }
    }
    default:
      return { choice }
  }
}

/** What must hold of every run there was, in any order of whatever happened. */
async function judge(world: World, root: RunId, accepted: readonly Accepted[]): Promise<Simulated> {
  const { violations } = world
  const all: Fact[] = []
  let ended: string | undefined
  for (const run of world.runs.keys()) {
    if (world.kept(run).entries.length === 0) continue
    const loaded = await loadRun(new Life(world, 'judge', 0).journal, run)
    if (loaded.kind !== 'run') {
      violations.push(`the journal of ${run} does not load: ${loaded.kind}`)
      continue
    }
    const { facts, fold: straight } = loaded
    const { state } = straight
    all.push(...facts)
    if (run === root) ended = state.ended?.status
    if (!state.ended) violations.push(`a run never ended: ${describe(state)}`)
    const lost = accepted.filter(
      (each) => each.run === run && facts[each.fact.seq - 1]?.event.type !== each.fact.event.type,
    )
    if (lost.length > 0)
      violations.push(
        `accepted and lost: ${lost.map(({ fact }) => `${fact.seq} ${fact.event.type}`).join(', ')}`,
      )
    if (facts.some(({ seq }, index) => seq !== index + 1)) violations.push('sequence numbers have gaps')
    violations.push(...unaskedRepeats(facts), ...brokenPromises(run, state.plan, facts))
    violations.push(...neverRanButDid(world, run, facts))
    const again = fold(run, state.plan, facts)
    if (JSON.stringify([...again.instances]) !== JSON.stringify([...state.instances]))
      violations.push('replay differs')
  }
  for (const [effect, { runs }] of world.effects)
    if (runs > 1) violations.push(`${effect} was carried out ${runs} times`)
  return { violations, crashes: world.crashes, covered: world.covered, facts: all, ended }
}

/** What was carried out is not said never to have been. */
const neverRanButDid = (world: World, run: RunId, facts: readonly Fact[]): readonly string[] =>
  facts.flatMap(({ event }) =>
    event.type === 'attempt.finished' &&
    event.end.kind === 'never-ran' &&
    parseEffectId(event.effect)?.run === run &&
    world.effect(event.effect as EffectId).runs > 0
      ? [`${event.effect} is said never to have run, and did`]
      : [],
  )

/** Starts beyond the first have a reason on record. */
function unaskedRepeats(facts: readonly Fact[]): string[] {
  const problems: string[] = []
  const reasons = new Map<string, string>()
  for (const { event } of facts) {
    if (event.type === 'attempt.started') {
      const key = `${event.instance} ${event.stage} ${event.at}`
      const reason = reasons.get(key)
      if (reason === 'no reason') problems.push(`${key} was started again without a reason`)
      reasons.set(key, 'no reason')
    }
    const opens = [
      'attempt.unknown',
      'timer.fired',
      'question.answered',
      'step.entered',
      'run.went-to',
      'check.concluded',
      'run.rollback-started',
    ]
    const neverRan = event.type === 'attempt.finished' && event.end.kind === 'never-ran'
    if (neverRan || opens.includes(event.type)) for (const key of reasons.keys()) reasons.set(key, event.type)
  }
  return problems
}

const describe = (state: ReadonlyRunState): string =>
  `${state.status} todo=${[...state.todo].join()} attempts=${[...state.attempts.keys()].join()} questions=${[...state.questions.values()].map(({ question }) => question.kind).join()} timers=${state.timers.size} paused=${state.paused}`
