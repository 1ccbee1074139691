import { folderName } from '../access/grant.ts'
import { hash } from '../hash/sha256.ts'
import type { LedgerEvent } from '../ledger/ledger-event.ts'
import type { Binding } from '../access/binding.ts'
import type { KeptRunner, RunnerChange, RunnerPresence } from '../ports/runners.ts'
import { secretOf } from './accounts-desk.ts'
import type { App, RunnersDesk, Trouble } from './app.ts'
import { trouble } from './app.ts'
import { authorise } from './authorise.ts'

/** What every runner's token begins with. */
export const runnerTokenPrefix = 'kbr_'

/** What a runner is kept and found by. */
export const runnerTokenHash = (token: string): string => hash('runner', token)

export type RunnerList = {
  readonly kind: 'runners'
  readonly runners: readonly (KeptRunner & { readonly presence?: RunnerPresence })[]
  readonly bindings: readonly Binding[]
}

/** Every runner, what is heard of it, and which folders are bound to whom. */
export async function listRunners(app: App): Promise<RunnerList | Trouble> {
  const no = await authorise(app, 'manage-runners')
  if (no) return no
  const desk = runnersOf(app)
  if (desk.kind === 'trouble') return desk
  const present = new Map(desk.pool.present().map((presence) => [presence.name, presence]))
  const runners = (await desk.kept.runners()).map((runner) => {
    const presence = present.get(runner.name)
    return presence && presence.heardAt > 0 ? { ...runner, presence } : runner
  })
  return { kind: 'runners', runners, bindings: await desk.kept.bindings() }
}

/** Makes a runner; its token is in the answer and nowhere else, once. */
export async function createRunner(
  app: App,
  { name, labels }: Pick<KeptRunner, 'name' | 'labels'>,
): Promise<{ readonly kind: 'created'; readonly token: string } | Trouble> {
  const no = await authorise(app, 'manage-runners')
  if (no) return no
  const desk = runnersOf(app)
  if (desk.kind === 'trouble') return desk
  const token = `${runnerTokenPrefix}${secretOf(app)}`
  const runner: KeptRunner = { name, labels: [...new Set(labels)], createdAt: app.driver.clock.now() }
  const change = { kind: 'create-runner', runner, hash: runnerTokenHash(token) } as const
  const changed = await make(app, desk, change, {
    type: 'runner.created',
    runner: name,
    labels: [...runner.labels],
  })
  return changed === 'changed'
    ? { kind: 'created', token }
    : trouble(`there is a runner ${name} already`, 'give it another name, or remove that one')
}

/** Its token is good for nothing any more; what it was carrying out is asked of people. */
export async function removeRunner(app: App, name: string): Promise<{ readonly kind: 'done' } | Trouble> {
  const no = await authorise(app, 'manage-runners')
  if (no) return no
  const desk = runnersOf(app)
  if (desk.kind === 'trouble') return desk
  const changed = await make(
    app,
    desk,
    { kind: 'remove-runner', name },
    { type: 'runner.removed', runner: name },
  )
  if (changed !== 'changed') return noRunner(name)
  desk.pool.dismiss(name)
  return { kind: 'done' }
}

/** Binds a folder to the runners with a label, in a directory of theirs; a binding that was there is replaced. */
export async function bindFolder(app: App, written: Binding): Promise<{ readonly kind: 'done' } | Trouble> {
  const no = await authorise(app, 'manage-runners')
  if (no) return no
  const desk = runnersOf(app)
  if (desk.kind === 'trouble') return desk
  const folder = written.folder === '' ? '' : folderName(written.folder)
  if (folder === undefined)
    return trouble(
      'that is no folder of the library',
      'write it as in payments/db, or leave it empty for all',
    )
  const binding = { ...written, folder }
  await make(app, desk, { kind: 'bind-folder', binding }, { type: 'folder.bound', ...binding })
  return { kind: 'done' }
}

/** Nobody carries out commands of this folder any more, unless one above it is bound. */
export async function unbindFolder(app: App, folder: string): Promise<{ readonly kind: 'done' } | Trouble> {
  const no = await authorise(app, 'manage-runners')
  if (no) return no
  const desk = runnersOf(app)
  if (desk.kind === 'trouble') return desk
  const changed = await make(app, desk, { kind: 'unbind-folder', folder }, { type: 'folder.unbound', folder })
  return changed === 'changed' ? { kind: 'done' } : trouble('that folder is not bound', 'look at the list')
}

const runnersOf = ({ runners }: App): ({ readonly kind: 'desk' } & RunnersDesk) | Trouble =>
  runners
    ? { kind: 'desk', ...runners }
    : trouble(
        'commands are carried out by the server itself here',
        'runners belong to kneeboard serve --accounts',
      )

const make = (app: App, { kept }: RunnersDesk, change: RunnerChange, event: LedgerEvent) =>
  kept.changeRunners(change, { at: app.driver.clock.now(), by: app.actor, event })

const noRunner = (name: string): Trouble =>
  trouble(`there is no runner ${name}`, 'look at the list of runners')
