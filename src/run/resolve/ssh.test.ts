import { describe, expect, it } from 'vitest'
import { planOf } from '../../../test/plan-builder.ts'
import type { SshInput } from '../../action/action.ts'
import type { PlanValue } from '../../plan/plan.ts'
import { judgeShell } from '../../shell/judge.ts'
import { makeRunId } from '../id.ts'
import { initialState } from '../state.ts'
import { resolveSsh } from './ssh.ts'

type Given = Partial<Pick<SshInput, 'env' | 'cwd'>> & {
  readonly address?: Partial<SshInput['address']>
  readonly values?: Readonly<Record<string, PlanValue>>
  readonly session?: Readonly<Record<string, string>>
  readonly dangerous?: boolean
}

function resolve(
  script: string,
  { address, env = {}, cwd, values = {}, session = {}, dangerous = false }: Given,
) {
  const judged = judgeShell(script, { dialect: 'sh', known: new Set() })
  if (judged.kind === 'refused') throw new Error(judged.refusal.message)
  const { source, holes } = judged
  const block = { action: 'shell', dialect: 'sh', source, holes, assigns: [], tainted: [], env: {} } as const
  const input: SshInput = {
    action: 'ssh',
    address: { host: 'web-1', jump: [], ...address },
    block: { ...block, errexit: true, tty: false },
    env,
    ...(cwd === undefined ? {} : { cwd }),
  }
  const plan = { ...planOf([]), values }
  return resolveSsh(
    {
      state: initialState(makeRunId(0, new Uint8Array(12)), plan),
      session: { cwd: '/work', set: session, unset: [] },
      environment: new Set(['MINE']),
      place: 'step#main0',
      edited: undefined,
      dangerous,
    },
    input,
  )
}

const value = (text: string, origin: PlanValue['origin'] = 'person'): PlanValue => ({
  type: 'string',
  origin,
  constrained: false,
  value: text,
})

describe('a block for another host, resolved', () => {
  it('names host, user, port and way by values, each by its grammar', () => {
    const address = {
      host: '{{ host }}',
      user: '{{ user }}',
      port: '{{ port }}',
      jump: ['{{ user }}@{{ way }}'],
    }
    const values = { host: value('web-2'), user: value('ada'), port: value('2222'), way: value('bastion') }
    expect(resolve('uptime', { address, values })).toMatchObject({
      kind: 'action',
      action: { host: 'web-2', user: 'ada', port: 2222, jump: ['ada@bastion'], there: '' },
    })
    for (const [name, text] of [
      ['host', '-oProxyCommand=id'],
      ['user', 'a b'],
      ['port', '0'],
      ['way', 'x,y'],
    ] as const)
      expect(resolve('uptime', { address, values: { ...values, [name]: value(text) } })).toMatchObject({
        kind: 'refused',
        message: expect.stringContaining(JSON.stringify(text).slice(1, -1)) as string,
      })
  })

  it('gets values as variables, and of this machine only what its script names', () => {
    const session = { VERSION: '1.2', OTHER: 'x' }
    const given = { env: { WHO: 'hello {{ who }}' }, values: { who: value(`O'Hara; reboot`) }, session }
    expect(resolve('deploy "$VERSION" "$WHO" {{ who }}', given)).toMatchObject({
      kind: 'action',
      action: {
        source: 'deploy "$VERSION" "$WHO" "${KB_who}"',
        environment: { VERSION: '1.2', WHO: `hello O'Hara; reboot`, KB_who: `O'Hara; reboot` },
      },
    })
    expect(resolve('deploy "$VERSION"', given)).not.toHaveProperty('action.environment.OTHER')
  })

  it('asks for a variable that only this machine sets', () => {
    expect(resolve('echo "$MINE"', {})).toMatchObject({ kind: 'open', holes: [{ written: '$MINE' }] })
  })

  it('judges a value in env by where the script uses it', () => {
    const given = { env: { N: '{{ n }}' }, values: { n: value('a[$(reboot)]', 'signal') } }
    expect(resolve('echo $((N + 1))', given)).toMatchObject({ kind: 'refused' })
    expect(resolve('echo "$N"', given)).toMatchObject({ kind: 'action' })
  })

  it('takes an empty variable for none where it can do harm', () => {
    const given = { env: { DIR: '{{ dir }}' }, values: { dir: value('') } }
    expect(resolve('rm -rf "$DIR"/cache', { ...given, dangerous: true })).toMatchObject({ kind: 'open' })
    expect(resolve('ls "$DIR"', given)).toMatchObject({ kind: 'action' })
  })

  it('hands a secret over as a whole variable, and nowhere else', () => {
    const values = {
      token: { type: 'secret', origin: 'person', constrained: false, secret: 'env:TOKEN' },
    } satisfies Record<string, PlanValue>
    expect(resolve('curl -H "X: $TOKEN"', { env: { TOKEN: '{{ token }}' }, values })).toMatchObject({
      kind: 'action',
      action: { secrets: { TOKEN: 'env:TOKEN' }, environment: {} },
    })
    for (const given of [
      { env: { TOKEN: 'Bearer {{ token }}' } },
      { cwd: '/{{ token }}' },
      { address: { host: '{{ token }}' } },
    ])
      expect(resolve('true', { ...given, values })).toMatchObject({ kind: 'refused' })
  })

  it('sets no variable that steers programs', () => {
    expect(resolve('true', { env: { LD_PRELOAD: 'x' } })).toMatchObject({ kind: 'refused' })
  })
})
