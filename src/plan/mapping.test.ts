import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Node } from '../../test/plan-builder.ts'
import { auto, command, planOf, step } from '../../test/plan-builder.ts'
import type { StepId } from '../document/step.ts'
import { proposeMapping } from './mapping.ts'
import type { Plan } from './plan.ts'

/** A plan whose titles are not its ids: what a person sees is the title. */
function titled(children: readonly Node[], titles: Readonly<Record<string, string>> = {}): Plan {
  const plan = planOf(children)
  const steps = Object.fromEntries(
    Object.entries(plan.steps).map(([id, each]) => [id, { ...each, title: titles[id] ?? each.title }]),
  ) as Plan['steps']
  return { ...plan, steps }
}

const pairsOf = (before: Plan, after: Plan) =>
  proposeMapping(before, after)
    .filter(({ from }) => from !== before.root)
    .map(({ from, to, by, exact }) => `${from} → ${to} by ${by}${exact ? '' : ', changed'}`)

describe('which step is which', () => {
  it('the same title under the same headings is the same step, though its commands changed', () => {
    const before = titled([auto('stop'), auto('copy')])
    const after = titled([auto('stop'), step('copy', { commands: [command('copy better')] })])
    expect(pairsOf(before, after)).toEqual(['stop → stop by title', 'copy → copy by title, changed'])
  })

  it('the same commands under a corrected title are the same step', () => {
    const before = titled([auto('a'), step('b', { commands: [command('x')] })], { b: 'Copie' })
    const after = titled([auto('a'), step('c', { commands: [command('x')] })], { c: 'Copy' })
    expect(pairsOf(before, after)).toContain('b → c by content')
  })

  it('a step whose title and commands changed is proposed by its neighbours alone', () => {
    const before = titled([auto('a'), auto('b'), auto('c')])
    const after = titled([auto('a'), auto('other'), auto('c')])
    expect(pairsOf(before, after)).toContain('b → other by order, changed')
  })

  it('where one became two, nobody can say which is which', () => {
    const before = titled([auto('a'), auto('b'), auto('c')])
    const after = titled([auto('a'), auto('b1x'), auto('b2x'), auto('c')])
    expect(pairsOf(before, after).join()).not.toContain('b →')
  })

  it('a numbered id or title alone is no match: a step put before the others does not shift them', () => {
    const numbers = { 'step-1': 'Step 1', 'step-2': 'Step 2', 'step-3': 'Step 3' }
    const work = (id: string, source: string) => step(id, { commands: [command(source)] })
    const before = titled([work('step-1', 'stop it'), work('step-2', 'drop it')], numbers)
    const after = titled(
      [work('step-1', 'back it up'), work('step-2', 'stop it'), work('step-3', 'drop it')],
      numbers,
    )
    expect(pairsOf(before, after)).toEqual(['step-1 → step-2 by content', 'step-2 → step-3 by content'])
  })

  it('a changed value makes nothing exact', () => {
    const value = { type: 'string', origin: 'person', constrained: false, value: 'web1' } as const
    const before = { ...titled([auto('look')]), values: { host: value } }
    const after = { ...before, values: { host: { ...value, value: 'web2' } } }
    expect(pairsOf(before, after)).toEqual(['look → look by title, changed'])
    expect(pairsOf(before, { ...before, values: { ...before.values, more: value } })).toEqual([
      'look → look by title',
    ])
  })
})

const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'Step 1', 'Step 2', '3.')
const source = fc.constantFrom('one', 'two', 'three', 'four')
const work = fc.record({ name, source: fc.option(source) })
const list = fc.array(work, { maxLength: 9 })

const planFrom = (works: readonly { name: string; source: string | null }[]): Plan =>
  titled(
    works.map((each, index) =>
      step(`s-${index}`, each.source === null ? {} : { commands: [command(each.source)] }),
    ),
    Object.fromEntries(works.map((each, index) => [`s-${index}`, each.name])),
  )

describe('for any two plans', () => {
  it('no step is two steps, kinds agree, and every match is of steps that are there', () => {
    fc.assert(
      fc.property(list, list, (one, two) => {
        const [before, after] = [planFrom(one), planFrom(two)]
        const matches = proposeMapping(before, after)
        expect(new Set(matches.map(({ from }) => from)).size).toBe(matches.length)
        expect(new Set(matches.map(({ to }) => to)).size).toBe(matches.length)
        for (const { from, to } of matches) expect(before.steps[from]?.kind).toBe(after.steps[to]?.kind)
      }),
    )
  })

  it('a plan is itself: every step, exactly', () => {
    fc.assert(
      fc.property(list, (works) => {
        const plan = planFrom(works)
        expect(proposeMapping(plan, plan).map(({ from, to, exact }) => [from === to, exact])).toEqual(
          Object.keys(plan.steps).map(() => [true, true]),
        )
      }),
    )
  })

  it('ids say nothing: with other ids the same steps are matched', () => {
    fc.assert(
      fc.property(list, list, (one, two) => {
        const [before, after] = [planFrom(one), planFrom(two)]
        const renamed = rename(after, (id) => `x/${id}` as StepId)
        expect(
          proposeMapping(before, renamed).map(({ from, to, by, exact }) => ({
            from,
            to: to.replace('x/', ''),
            by,
            exact,
          })),
        ).toEqual([...proposeMapping(before, after)])
      }),
    )
  })

  it('where the text stands says nothing', () => {
    fc.assert(
      fc.property(list, fc.integer({ min: 1, max: 99 }), (works, by) => {
        const plan = planFrom(works)
        const moved = JSON.parse(
          JSON.stringify(plan, (key, value: unknown) => (key === 'line' ? Number(value) + by : value)),
        ) as Plan
        expect(proposeMapping(plan, moved).every(({ exact }) => exact)).toBe(true)
      }),
    )
  })
})

function rename(plan: Plan, to: (id: StepId) => StepId): Plan {
  const steps = Object.fromEntries(
    Object.values(plan.steps).map((each) => [
      to(each.id),
      {
        ...each,
        id: to(each.id),
        children: each.children.map(to),
        ...(each.parent === undefined ? {} : { parent: to(each.parent) }),
      },
    ]),
  ) as Plan['steps']
  return { ...plan, root: to(plan.root), steps }
}
