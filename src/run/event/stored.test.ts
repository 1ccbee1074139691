import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RunEvent } from './event.ts'
import type { Upcaster, Upcasters } from './upcast.ts'
import { digestsIn, open, openValue, seal, sealValue } from './stored.ts'

const by = { kind: 'person', id: 'ann', via: 'cli' } as const
const salt = () => new Uint8Array(16).fill(7)

const sealed = (event: RunEvent) => {
  const { text, blobs } = seal({ seq: 1, at: 5, by, event }, salt)
  return {
    text,
    bytes: new TextEncoder().encode(text),
    blobs: new Map(blobs.map((blob) => [blob.digest, blob.bytes])),
  }
}

describe('a stored fact', () => {
  it('comes back as it was', () => {
    const event: RunEvent = { type: 'step.entered', instance: 'a', visit: 1 }
    const { bytes } = sealed(event)
    expect(open(bytes, () => undefined)).toMatchObject({ kind: 'fact', fact: { seq: 1, at: 5, by, event } })
  })

  it('keeps private values beside it, not in it', () => {
    const event: RunEvent = { type: 'note.added', text: { private: 'the password is swordfish' } }
    const { text, bytes, blobs } = sealed(event)
    expect(text).not.toContain('swordfish')
    expect(digestsIn(bytes)).toEqual([...blobs.keys()])
    expect(open(bytes, (digest) => blobs.get(digest))).toMatchObject({ fact: { event } })
  })

  it('says that an erased value is erased', () => {
    const { bytes } = sealed({ type: 'note.added', text: { private: 'gone' } })
    expect(open(bytes, () => undefined)).toMatchObject({ fact: { event: { text: { erased: true } } } })
  })

  it('is shown but not understood when a newer release wrote it', () => {
    const { text } = sealed({ type: 'run.paused' })
    const newer = new TextEncoder().encode(text.replace('run.paused', 'run.levitated'))
    expect(open(newer, () => undefined)).toMatchObject({
      kind: 'unknown',
      envelope: { type: 'run.levitated' },
    })
  })

  it('is damaged when it is not what its type says, or not JSON', () => {
    const { text } = sealed({ type: 'step.entered', instance: 'a', visit: 1 })
    const encode = (wrong: string) => new TextEncoder().encode(wrong)
    expect(open(encode(text.replace('"visit":1', '"visit":"one"')), () => undefined).kind).toBe('damaged')
    expect(open(encode('{'), () => undefined).kind).toBe('damaged')
    expect(open(encode('{}'), () => undefined).kind).toBe('damaged')
  })

  it('of an older envelope is brought forward when it is read, version by version; its bytes stay', () => {
    // As if, before version 1, time had been in seconds, and before that the actor had been a name alone.
    const oldest = {
      v: -1,
      seq: 4,
      seconds: 5,
      who: 'ann',
      type: 'step.entered',
      data: { instance: 'a', visit: 1 },
    }
    const older: Upcasters = new Map<number, Upcaster>([
      [0, ({ seconds, ...rest }) => ({ ...rest, v: 1, at: Number(seconds) * 1000 })],
      [-1, ({ who, ...rest }) => ({ ...rest, v: 0, by: { ...by, id: who } })],
    ])
    const bytes = new TextEncoder().encode(JSON.stringify(oldest))
    const event: RunEvent = { type: 'step.entered', instance: 'a', visit: 1 }
    expect(open(bytes, () => undefined, older)).toMatchObject({
      kind: 'fact',
      fact: { seq: 4, at: 5000, by, event },
    })
    expect(open(bytes, () => undefined).kind).toBe('damaged')
    const loop: Upcasters = new Map<number, Upcaster>([[-1, (same) => same]])
    expect(open(bytes, () => undefined, loop).kind).toBe('damaged')
  })

  it('gives equal values unequal digests under other salts', () => {
    const first = sealValue('yes', new Uint8Array(16).fill(1))
    const second = sealValue('yes', new Uint8Array(16).fill(2))
    expect(first.digest).not.toBe(second.digest)
  })

  it('opens every JSON value it sealed', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const { digest, bytes } = sealValue(value, salt())
        expect(openValue(digest, bytes)).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })
})
