import { describe, expect, it } from 'vitest'
import { addressProblem, addressText } from './ssh-address.ts'

const good = {
  host: ['web-1', 'web_1.example.com', '10.0.0.7', '::1', 'fe80::1%eth0', 'a'],
  user: ['deploy', '_apt', 'machine$', 'ada.l'],
  port: ['22', '65535', '1'],
  jump: ['bastion', 'ada@bastion', 'ada@bastion:2222', '[::1]:22', 'ada@[fe80::1%eth0]:22', '10.0.0.7:22'],
} as const

const bad = {
  host: [
    '',
    '-oProxyCommand=x',
    '-l',
    'a b',
    'a;b',
    '$(id)',
    'a@b',
    'a/b',
    'web-',
    'a\nb',
    '`id`',
    '%h',
    'é',
    'a'.repeat(300),
  ],
  user: ['', '-l', 'a b', 'a@b', '$(id)', 'a;b', 'a:b'],
  port: ['0', '65536', '22 ', '-p', '2x', '1e3', ''],
  jump: ['', '-J', 'a,b', 'ada@', '@b', 'a:0', 'a:b', 'a b', '[a]', 'ada@-x', '$(id)@a', 'a:22:33'],
} as const

const parts = ['host', 'user', 'port', 'jump'] as const

describe('an address', () => {
  for (const part of parts) {
    it.each(good[part])(`has %j as its ${part}`, (text) => expect(addressProblem[part](text)).toBeUndefined())
    it.each(bad[part])(`never has %j as its ${part}`, (text) =>
      expect(addressProblem[part](text)).toBeDefined(),
    )
  }

  it('is written as people write it', () => {
    expect(addressText({ host: 'web-1', user: 'ada', port: '2222', jump: ['a', 'b:22'] })).toBe(
      'ada@web-1:2222 through a, b:22',
    )
    expect(addressText({ host: '::1', port: '22', jump: [] })).toBe('[::1]:22')
  })
})
