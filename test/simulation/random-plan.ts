import type { Plan, PlanWork } from '../../src/plan/plan.ts'
import type { FailurePolicy } from '../../src/document/label.ts'
import { hash } from '../../src/hash/sha256.ts'
import type { Node, WorkNode } from '../plan-builder.ts'
import { checkBy, command, planOf, step, withHosts } from '../plan-builder.ts'
import type { Random } from './world.ts'

/** What making a plan works with: chance, and names that are never used twice. */
type Maker = { readonly random: Random; readonly name: (kind: string) => string }

/** A plan of every kind of step and of every way to put them together, small enough to end soon. */
export function randomPlan(random: Random): Plan {
  let count = 0
  const maker = { random, name: (kind: string) => `${kind}-${++count}` }
  const some = (max: number) => Array.from({ length: 1 + random.below(max) }, () => work(maker, 0))
  const phase = (): Node => ({
    kind: 'phase',
    id: maker.name('phase'),
    children: some(4),
    ...(random.chance(0.1) ? { limitMs: 1_000 + random.below(60_000) } : {}),
  })
  const phases = Array.from({ length: 1 + random.below(2) }, phase)
  const rollback = random.chance(0.5) ? [commanded(maker)] : undefined
  const last = {
    ...(random.chance(0.3) ? { final: [commanded(maker), ...(random.chance(0.3) ? some(2) : [])] } : {}),
    ...(random.chance(0.3) ? { onCancel: [commanded(maker)] } : {}),
  }
  const hosts = Array.from({ length: random.below(5) }, (_, index) => `host${index}`)
  return { ...withHosts(planOf(phases, rollback, last), hosts), runbooks: others }
}

/** What other runbooks hold: commands of every kind, a person, and one of them another one. */
const others: NonNullable<Plan['runbooks']> = {
  'one.md': pinned('One', ['works-inside', 'flaky-inside'], ['Look at it yourself']),
  'two.md': pinned('Two', ['works-first'], ['[One](one.md)']),
  'bad.md': pinned('Bad', ['fails-inside'], []),
}

function pinned(title: string, commands: readonly string[], more: readonly string[]) {
  const items = [
    ...commands.map((each) => `**${each}**\n\n   \`\`\`sh {auto}\n   ${each}\n   \`\`\`\n`),
    ...more,
  ]
  const text = `# ${title}\n\n## Steps\n\n${items.map((item, at) => `${at + 1}. ${item}\n`).join('\n')}`
  const documentHash = hash('document', text)
  return { text, documentHash, version: { kind: 'unversioned' } as const, parameters: [] }
}

function otherRunbook({ random, name }: Maker): WorkNode {
  const path = ['one.md', 'one.md', 'two.md', 'bad.md'][random.below(4)] ?? 'one.md'
  const input = { action: 'runbook', path, params: {} } as const
  return step(name('other'), {
    commands: [command('other', { input })],
    ...(random.chance(0.3) ? { retry: { times: 1, everyMs: 1_000, backoff: 'constant' } } : {}),
    ...(random.chance(0.4) ? { onFailure: policy(random) } : {}),
  })
}

function work(maker: Maker, depth: number): Node {
  const { random, name } = maker
  const inner = () => work(maker, depth + 1)
  const several = () => Array.from({ length: 1 + random.below(3) }, inner)
  switch (random.below(depth < 2 ? 16 : 10)) {
    case 0:
      return step(name('manual'))
    case 1:
    case 2:
      return waiting(maker)
    case 3:
      return asking(maker)
    case 4:
      return random.chance(0.5) ? otherRunbook(maker) : commanded(maker)
    case 10:
      return { kind: 'menu', id: name('menu'), children: [inner(), inner()] }
    case 11:
      return step(name('parent'), {
        children: [inner(), inner()],
        ...(random.chance(0.3) ? { limitMs: 1_000 + random.below(20_000) } : {}),
        ...(random.chance(0.3) ? { onFailure: policy(random) } : {}),
      })
    case 12:
    case 13:
      return step(name('parallel'), { children: several(), ...parallel(random) })
    case 14:
    case 15:
      return {
        ...(random.chance(0.5) ? commanded(maker) : step(name('body'), { children: several() })),
        ...loop(random),
      }
    default:
      return commanded(maker)
  }
}

const policy = (random: Random): FailurePolicy => ({
  kind: (['continue', 'abort', 'roll-back', 'escalate'] as const)[random.below(4)] ?? 'abort',
})

function waiting({ random, name }: Maker): WorkNode {
  const input = random.chance(0.5)
    ? ({ action: 'wait', durationMs: 30_000 } as const)
    : ({ action: 'wait-for', expression: 'x', everyMs: 5_000, atMostMs: 20_000 } as const)
  return step(name('wait'), { commands: [command('wait', { input })] })
}

function asking({ random, name }: Maker): WorkNode {
  const input = random.chance(0.5)
    ? ({ action: 'approve', message: '', approvers: [], count: 1 + random.below(2) } as const)
    : ({ action: 'choose', question: '?', options: [{ title: 'a' }, { title: 'b' }] } as const)
  return step(name('ask'), { commands: [command('ask', { input })] })
}

function parallel(random: Random): Pick<PlanWork, 'parallel' | 'onFailure'> {
  const join = random.chance(0.5)
    ? ({ kind: 'all', errorsMax: 1 + random.below(2) } as const)
    : ({ kind: 'at-least', count: 1 + random.below(2) } as const)
  return {
    parallel: { join, atOnce: 1 + random.below(3) },
    ...(random.chance(0.4) ? { onFailure: policy(random) } : {}),
  }
}

function loop(random: Random): Pick<PlanWork, 'loop'> {
  const over = (
    [
      { kind: 'list', variable: 'host', list: 'hosts' },
      { kind: 'count', count: '3' },
      { kind: 'until', expression: 'x', everyMs: 2_000 },
    ] as const
  )[random.below(3)]
  if (!over) return {}
  return {
    loop: {
      over,
      turnsMax: 4,
      atOnce: over.kind === 'until' ? 1 : 1 + random.below(3),
      ...(random.chance(0.4) ? { errorsMax: 1 + random.below(2) } : {}),
    },
  }
}

function commanded({ random, name }: Maker): WorkNode {
  const kind = ['works', 'works', 'works', 'flaky', 'fails'][random.below(5)] ?? 'works'
  const id = name(kind)
  const commands = Array.from({ length: 1 + random.below(2) }, (_, index) =>
    command(`${id}/${index}`, {
      rung: random.chance(0.8) ? 'auto' : 'assisted',
      ...(random.chance(0.2) ? { timeoutMs: 2_000 } : {}),
      ...(random.chance(0.1) ? { poll: { everyMs: 1_000, atMostMs: 4_000 } } : {}),
    }),
  )
  return step(id, {
    commands,
    ...(random.chance(0.2) ? { retry: { times: 2, everyMs: 1_000, backoff: 'doubling' } } : {}),
    ...(random.chance(0.2) ? { verify: [checkBy(`${id}/verify flaky`)] } : {}),
    ...(random.chance(0.15) ? { alreadyDoneIf: [checkBy(`${id}/precheck flaky`)] } : {}),
    ...(random.chance(0.3) ? { undo: { kind: 'command', command: command(`${id}/undo`), text: '' } } : {}),
    ...(random.chance(0.3) ? { onFailure: policy(random) } : {}),
    ...(random.chance(0.1) ? { repeatable: true } : {}),
  })
}
