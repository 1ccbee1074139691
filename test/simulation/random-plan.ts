import type { Plan } from '../../src/plan/plan.ts'
import type { Node, WorkNode } from '../plan-builder.ts'
import { command, planOf, checkBy, step } from '../plan-builder.ts'
import type { Random } from './world.ts'

/** A plan of every kind of step, small enough to end soon. */
export function randomPlan(random: Random): Plan {
  let count = 0
  const name = (kind: string) => `${kind}-${++count}`
  const work = (depth: number): Node => {
    const pick = random.below(12)
    if (pick === 0 && depth < 2)
      return { kind: 'menu', id: name('menu'), children: [work(depth + 1), work(depth + 1)] }
    if (pick === 1 && depth < 2) return step(name('parent'), { children: [work(depth + 1), work(depth + 1)] })
    if (pick === 2) return step(name('manual'))
    if (pick === 3)
      return step(name('wait'), {
        commands: [command('wait', { input: { action: 'wait', durationMs: 30_000 } })],
      })
    if (pick === 4)
      return step(name('approve'), {
        commands: [
          command('approve', {
            input: { action: 'approve', message: '', approvers: [], count: 1 + random.below(2) },
          }),
        ],
      })
    if (pick === 5)
      return step(name('choose'), {
        commands: [
          command('choose', {
            input: { action: 'choose', question: '?', options: [{ title: 'a' }, { title: 'b' }] },
          }),
        ],
      })
    return commanded(random, name)
  }
  const phase = (): Node => ({
    kind: 'phase',
    id: name('phase'),
    children: Array.from({ length: 1 + random.below(4) }, () => work(0)),
  })
  const phases = Array.from({ length: 1 + random.below(2) }, phase)
  const rollback = random.chance(0.5) ? [commanded(random, name)] : undefined
  return planOf(phases, rollback)
}

function commanded(random: Random, name: (kind: string) => string): WorkNode {
  const kind = ['works', 'works', 'works', 'flaky', 'fails'][random.below(5)] ?? 'works'
  const id = name(kind)
  const commands = Array.from({ length: 1 + random.below(2) }, (_, index) =>
    command(`${id}/${index}`, {
      rung: random.chance(0.8) ? 'auto' : 'assisted',
      ...(random.chance(0.2) ? { timeoutMs: 2_000 } : {}),
    }),
  )
  return step(id, {
    commands,
    ...(random.chance(0.2) ? { retry: { times: 2, everyMs: 1_000, backoff: 'doubling' } } : {}),
    ...(random.chance(0.2) ? { verify: [checkBy(`${id}/verify flaky`)] } : {}),
    ...(random.chance(0.15) ? { alreadyDoneIf: [checkBy(`${id}/precheck flaky`)] } : {}),
    ...(random.chance(0.3) ? { undo: { kind: 'command', command: command(`${id}/undo`), text: '' } } : {}),
    ...(random.chance(0.3)
      ? {
          onFailure: {
            kind: (['continue', 'abort', 'roll-back', 'escalate'] as const)[random.below(4)] ?? 'abort',
          },
        }
      : {}),
    ...(random.chance(0.1) ? { repeatable: true } : {}),
  })
}
