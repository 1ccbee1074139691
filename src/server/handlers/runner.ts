import type { Trouble } from '../../app/app.ts'
import { trouble } from '../../app/app.ts'
import {
  bindFolder,
  createRunner,
  listRunners,
  removeRunner,
  unbindFolder,
} from '../../app/manage-runners.ts'
import type { RunnerDesk, SessionTrouble } from '../../ports/runners.ts'
import type { EffectId } from '../../run/id.ts'
import { parseEffectId } from '../../run/id.ts'
import type { Handlers, Visit } from '../handler.ts'
import { isTrouble } from '../handler.ts'

/** What runners ask; which runner it is, its token said at the door. */
export const runnerHandlers = {
  greetRunner: (visit, { body }) => asRunner(visit, (pool, name) => greet(pool, name, body)),
  takeOrders: (visit, { body }) =>
    asRunner(visit, async (pool, name) => {
      const orders = await pool.orders(name, body)
      return isSessionTrouble(orders) ? worthless(orders) : { orders: [...orders] }
    }),
  reportOrders: (visit, { body }) =>
    asRunner(visit, async (pool, name) => {
      const trouble = await pool.report(name, body)
      return trouble ? worthless(trouble) : done
    }),
  appendLog: (visit, { body }) =>
    asAttempt(visit, body.effect, async (pool, name, effect) => {
      const appended = await pool.append(name, effect, body.chunks)
      return appended === 'appended' ? done : notTaken[appended]
    }),
  logReadUpTo: (visit, { body }) =>
    asAttempt(visit, body.effect, async (pool, name, effect) => {
      const upTo = await pool.readUpTo(name, effect)
      return typeof upTo === 'string' ? notTaken[upTo] : { ...upTo }
    }),
  listRunners: async ({ app }) => {
    const listed = await listRunners(app)
    if (isTrouble(listed)) return listed
    const runners = listed.runners.map(({ name, labels, createdAt, presence }) => ({
      name,
      labels: [...labels],
      createdAt,
      connected: presence?.connected ?? false,
      draining: presence?.draining ?? false,
      busy: presence?.busy ?? 0,
      ...(presence
        ? { startedOn: presence.startedOn, version: presence.version, heardAt: presence.heardAt }
        : {}),
    }))
    return { runners, bindings: listed.bindings.map((binding) => ({ ...binding })) }
  },
  createRunner: async ({ app }, { body }) => {
    const created = await createRunner(app, body)
    return isTrouble(created) ? created : { token: created.token }
  },
  removeRunner: async ({ app }, { params }) => doneOr(await removeRunner(app, params.name)),
  bindFolder: async ({ app }, { body }) => doneOr(await bindFolder(app, body)),
  unbindFolder: async ({ app }, { query }) => doneOr(await unbindFolder(app, query.folder)),
} satisfies Partial<Handlers>

const done = { done: true } as const

const doneOr = (result: { readonly kind: 'done' } | Trouble) => (isTrouble(result) ? result : done)

async function greet(pool: RunnerDesk, name: string, hello: Parameters<RunnerDesk['greet']>[1]) {
  const welcome = await pool.greet(name, hello)
  return { ...welcome, ended: [...welcome.ended] }
}

async function asRunner<T>(
  { app, runner }: Visit,
  use: (pool: RunnerDesk, name: string) => Promise<T | Trouble>,
): Promise<T | Trouble> {
  if (!app.runners || runner === undefined) return trouble('that is for runners', 'see docs/runners.md')
  return use(app.runners.pool, runner)
}

const asAttempt = <T>(
  visit: Visit,
  written: string,
  use: (pool: RunnerDesk, name: string, effect: EffectId) => Promise<T | Trouble>,
): Promise<T | Trouble> =>
  asRunner(visit, async (pool, name) => {
    const effect = parseEffectId(written)?.effect
    return effect ? use(pool, name, effect) : notTaken.foreign
  })

const isSessionTrouble = (answer: object): answer is SessionTrouble =>
  'kind' in answer && answer.kind === 'session'

const worthless = ({ is }: SessionTrouble): Trouble =>
  is === 'replaced'
    ? {
        ...trouble(
          'another process is this runner now',
          'start one process for each runner: kneeboard runner',
        ),
        refused: 'replaced',
      }
    : { ...trouble('the server was started again', 'greet it again'), refused: 'forgotten' }

const notTaken: Readonly<Record<'foreign' | 'not-yet', Trouble>> = {
  foreign: {
    ...trouble('the attempt is over, or was never this runner’s', 'nothing is to be done'),
    refused: 'over',
  },
  'not-yet': { ...trouble('the server has just been started', 'bring it again'), refused: 'not-yet' },
}
