import { describe, expect, it } from 'vitest'
import type { ShellInput } from '../../action/action.ts'
import { judgeShell } from '../../shell/judge.ts'
import { planOf } from '../../../test/plan-builder.ts'
import { makeRunId } from '../id.ts'
import type { RunState } from '../state.ts'
import { initialState } from '../state.ts'
import { resolveShell } from './shell.ts'

const inputOf = (text: string, tainted: readonly string[]): ShellInput => {
  const judged = judgeShell(text, { dialect: 'bash', known: new Set() })
  if (judged.kind === 'refused') throw new Error(judged.refusal.message)
  const { source, holes, assigns } = judged
  return {
    action: 'shell',
    dialect: 'bash',
    source,
    holes,
    assigns,
    tainted,
    env: {},
    errexit: true,
    tty: false,
  }
}

type World = {
  readonly dangerous?: boolean
  readonly tainted?: readonly string[]
  readonly session?: Record<string, string>
  readonly secrets?: Record<string, string>
  readonly values?: Record<string, string>
  readonly state?: Partial<RunState>
}

const resolve = (
  text: string,
  { session = {}, secrets, values = {}, state = {}, dangerous = false, tainted = [] }: World = {},
) =>
  resolveShell(
    {
      state: { ...initialState(makeRunId(0, new Uint8Array(12)), planOf([])), values, ...state },
      session: { cwd: '/work', set: session, unset: [], ...(secrets ? { secrets } : {}) },
      environment: new Set(['HOME']),
      place: 'step#main0',
      edited: undefined,
      dangerous,
    },
    inputOf(text, tainted),
  )

describe('a shell command, resolved', () => {
  it('is asked about a variable that nobody set', () => {
    expect(resolve('echo "$NAMESPACE"')).toMatchObject({ kind: 'open', holes: [{ written: '$NAMESPACE' }] })
  })

  it('is left as it is where the session or the environment sets it', () => {
    expect(resolve('echo "$NAMESPACE" "$HOME"', { session: { NAMESPACE: 'shop' } })).toMatchObject({
      kind: 'action',
      action: { source: 'echo "$NAMESPACE" "$HOME"', session: { set: { NAMESPACE: 'shop' } } },
    })
  })

  it('may use an empty variable, but not where it does harm', () => {
    const session = { NAMESPACE: '' }
    expect(resolve('kubectl get pods -n "$NAMESPACE"', { session }).kind).toBe('action')
    expect(resolve('kubectl delete pods --all -n "$NAMESPACE"', { session, dangerous: true })).toMatchObject({
      kind: 'open',
      holes: [{ written: '$NAMESPACE' }],
    })
  })

  it('judges what an earlier block carried on from outside by where it stands here', () => {
    const hostile = { session: { N: 'a[$(reboot)]' }, tainted: ['N'] }
    expect(resolve('echo $((N + 1))', hostile)).toMatchObject({ kind: 'refused' })
    expect(resolve('echo "$N"', hostile).kind).toBe('action')
    expect(resolve('echo $((N + 1))', { session: { N: '7' }, tainted: ['N'] }).kind).toBe('action')
    const path = { session: { N: '/var/backups' }, tainted: ['N'] }
    expect(resolve('echo $(( $(ls $N | wc -l) + 1 ))', path).kind).toBe('action')
  })

  it('takes what a person gave as environment, never as source', () => {
    const resolved = resolve('echo "$NAMESPACE"', { values: { namespace: '$(reboot)' } })
    expect(resolved).toMatchObject({
      kind: 'action',
      action: { source: 'echo "$NAMESPACE"', environment: { NAMESPACE: '$(reboot)' } },
    })
  })

  it('hands a secret over at the last moment: it is in no environment that is recorded', () => {
    const plan = {
      ...planOf([]),
      values: { token: { type: 'secret', origin: 'person', constrained: false, secret: 'env:TOKEN' } },
    } as const
    const resolved = resolve('curl -H "Authorization: {{ token }}" https://example.com', { state: { plan } })
    expect(resolved).toMatchObject({
      kind: 'action',
      action: { secrets: { KB_token: 'env:TOKEN' }, environment: {} },
    })
  })

  it('is given what an earlier block left of a secret, and judged as whatever that could be', () => {
    const secrets = { TOKEN: 'env:TOKEN' }
    const resolved = resolve('echo "$TOKEN"', { secrets })
    expect(resolved).toMatchObject({ kind: 'action', action: { environment: {}, secrets } })
    const hostile = { secrets, tainted: ['TOKEN'] }
    expect(resolve('echo "$TOKEN"', hostile).kind).toBe('action')
    expect(resolve('echo $((TOKEN + 1))', hostile).kind).toBe('refused')
  })

  it('is refused where a reference has no value', () => {
    expect(resolve('echo {{ nobody }}')).toMatchObject({ kind: 'refused' })
  })
})
