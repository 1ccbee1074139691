import { describe, expect, it } from 'vitest'
import { auto, command, planOf, step } from '../../test/plan-builder.ts'
import { Story } from '../../test/story.ts'
import type { NotifyInput } from '../action/action.ts'
import { makeRunId } from './id.ts'
import { resolveNotify } from './resolve/notify.ts'
import { initialState } from './state.ts'

const notify = (change: Partial<NotifyInput> = {}): NotifyInput => ({
  action: 'notify',
  to: 'team',
  text: '**{{ host }}** is back, says `{{ host }}`: [log](https://logs/{{host}})',
  severity: 'info',
  required: false,
  ...change,
})

const story = (change: Partial<NotifyInput> = {}): Story =>
  new Story(
    planOf([
      step('tell', { commands: [command('', { input: notify({ text: 'x', ...change }) })] }),
      auto('b'),
    ]),
  )

describe('a notification in a run', () => {
  it('that is not sent is a finding, and the run goes on', () => {
    const told = story()
    told.ends(1, { end: { kind: 'error', message: 'not sent to team: no' } })
    expect(told.runs()).toBe('main b')
    expect(told.events).toContainEqual({
      type: 'finding.noted',
      instance: 'tell',
      code: 'notification-not-sent',
      message: 'not sent to team: no',
    })
  })

  it('of which nobody knows whether it was sent is not sent again, and nobody is asked', () => {
    const told = story().vanishes()
    expect(told.runs()).toBe('main b')
    expect(told.events.filter(({ type }) => type === 'attempt.started')).toHaveLength(2)
  })

  it('that is required fails like any command, and is asked about', () => {
    const failed = story({ required: true })
    failed.ends(1, { end: { kind: 'error', message: 'not sent' } })
    expect(failed.asked()).toBe('failed tell')
    expect(story({ required: true }).vanishes().asked()).toBe('unknown tell')
  })

  it('that someone interrupts is interrupted', () => {
    const told = story()
    told.input({ kind: 'interrupt', effect: told.running() })
    told.ends(0, { end: { kind: 'cancelled' } })
    expect(told.asked()).toBe('failed tell')
  })
})

describe('a message, resolved', () => {
  const resolve = (input: NotifyInput, host: object) =>
    resolveNotify(
      {
        state: initialState(makeRunId(0, new Uint8Array(12)), {
          ...planOf([]),
          values: { host: { type: 'string', origin: 'signal', constrained: false, ...host } as never },
        }),
        session: { cwd: '/', set: {}, unset: [] },
        environment: new Set(),
        place: 'tell#main0',
        edited: undefined,
        dangerous: false,
      },
      input,
    )

  it('has values as text, whatever they look like, and encoded in an address', () => {
    const value = '**x** [a](b) `c`'
    expect(resolve(notify({ title: 'About {{ host }}' }), { value })).toMatchObject({
      kind: 'action',
      action: {
        title: `About ${value}`,
        message: [
          {
            kind: 'paragraph',
            spans: [
              { text: value, style: 'strong' },
              { text: ' is back, says ', style: 'plain' },
              { text: value, style: 'code' },
              { text: ': ', style: 'plain' },
              { text: 'log', href: `https://logs/${encodeURIComponent(value)}` },
            ],
          },
        ],
      },
    })
  })

  it('never has a secret', () => {
    expect(resolve(notify(), { secret: 'env:TOKEN' })).toMatchObject({ kind: 'refused' })
  })
})
