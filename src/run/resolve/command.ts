import type { ActionInput, ExecutedInput } from '../../action/action.ts'
import { canonicalJson } from '../../hash/canonical.ts'
import { hash } from '../../hash/sha256.ts'
import type { PartialResolution, Resolution, ResolveContext } from './context.ts'
import { resolveHttp } from './http.ts'
import { resolveNotify } from './notify.ts'
import { resolveScript } from './script.ts'
import { resolveShell } from './shell.ts'
import { resolveSql } from './sql.ts'
import { resolveSsh } from './ssh.ts'

/** Exactly what a command will be. Pure: the same run and command give the same bytes and hash. */
export function resolveCommand(context: ResolveContext, input: ExecutedInput): Resolution {
  const result = resolveInput(context, input)
  if (result.kind !== 'action') return result
  return {
    kind: 'resolved',
    action: result.action,
    hash: (context.hash ?? hash)('subject', canonicalJson(result.action)),
  }
}

function resolveInput(context: ResolveContext, input: ExecutedInput): PartialResolution {
  switch (input.action) {
    case 'shell':
      return resolveShell(context, input)
    case 'script':
      return resolveScript(context, input)
    case 'sql':
      return resolveSql(context, input)
    case 'http':
      return resolveHttp(context, input)
    case 'ssh':
      return resolveSsh(context, input)
    case 'notify':
      return resolveNotify(context, input)
  }
}

/** Actions that executors carry out; the others are questions and timers. */
export function isExecuted(input: ActionInput): input is ExecutedInput {
  switch (input.action) {
    case 'shell':
    case 'script':
    case 'sql':
    case 'http':
    case 'ssh':
    case 'notify':
      return true
    case 'approve':
    case 'choose':
    case 'runbook':
    case 'wait':
    case 'wait-until':
    case 'wait-for':
      return false
  }
}
