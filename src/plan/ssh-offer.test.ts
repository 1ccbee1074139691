import { describe, expect, it } from 'vitest'
import { readRunbook } from '../document/read.ts'
import { readSource } from '../text/source.ts'
import type { Offer } from './offer.ts'
import { offersOf } from './offer.ts'

/** The offers of the blocks of a runbook with one step, in order. */
function offers(...blocks: readonly string[]): readonly Offer[] {
  const text = `# A\n\n## Steps\n\n1. Do it\n\n${blocks.map((block) => block.replace(/^(?=.)/gm, '   ')).join('\n\n')}\n`
  const read = readSource(new TextEncoder().encode(text))
  if (read.kind !== 'source') throw new Error(read.kind)
  return [...offersOf(readRunbook(read.source, 'a.md'), new Set(['MINE'])).values()]
}

const ssh = (body: string, words = '') => `\`\`\`yaml ssh${words}\n${body}\n\`\`\``

describe('a block for another host', () => {
  it('is assisted until it is marked auto, with the dangers of its script', () => {
    const body = 'host: web-1\nuser: ada\nport: 2222\njump: [bastion]\nscript: |\n  sudo reboot'
    expect(offers(ssh(body), ssh(body, ' {auto}'))).toMatchObject([
      {
        kind: 'offered',
        rung: 'assisted',
        dangers: [{ what: 'sudo' }, { what: 'reboot' }],
        input: { block: { source: 'sudo reboot\n' } },
      },
      {
        kind: 'offered',
        rung: 'auto',
        input: { address: { host: 'web-1', port: '2222', jump: ['bastion'] } },
      },
    ])
  })

  it('asks for what nothing sets there: not for what env or an earlier block does', () => {
    const [, offer] = offers(
      '```sh\nVERSION=1\n```',
      ssh('host: web-1\nenv: {WHO: me}\nscript: echo "$WHO" "$VERSION" "$HOME" "$MINE"'),
    )
    expect(offer).toMatchObject({ kind: 'offered', holes: [{ written: '$MINE' }] })
  })

  it.each([
    ['host: -oProxyCommand=x\nscript: id', /not the name or address of a host/],
    ['host: web-1\nuser: "a b"\nscript: id', /not the name of a user/],
    ['host: web-1', /does not read as ssh/],
    ['host: {{ host }}\nscript: id', /does not read as ssh|not YAML/],
    ['host: web-1\nkey: ~/.ssh/id\nscript: id', /does not read as ssh/],
    ['host: web-1\nscript: psql', /session of its own/],
    ['host: web-1\nscript: |\n  if true', /./],
  ])('is only for copying when it is written %j', (body, message) => {
    expect(offers(ssh(body))).toMatchObject([
      { kind: 'copy-only', why: { message: expect.stringMatching(message) as string } },
    ])
  })

  it('says where in the block its script cannot be read', () => {
    const body = 'host: web-1\nscript: |\n  echo fine\n\n  echo "{{ a }}" \'{{ a }}\'\n'
    const [offer] = offers(ssh(body))
    if (offer?.kind !== 'copy-only') throw new Error(JSON.stringify(offer))
    expect(body.slice(offer.why.offset)).toMatch(/^\{\{ a \}\}'/)
  })
})
