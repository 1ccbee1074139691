import { verbsOf } from '../../app/authorise.ts'
import type { Handlers } from '../handler.ts'

export const sessionHandlers = {
  me: async ({ app, version, visitor }) => ({
    actor: { kind: app.actor.kind, id: app.actor.id },
    installation: app.access.kind === 'owner' ? ('single-user' as const) : ('accounts' as const),
    library: app.library.name,
    host: app.startedOn.split('@').at(-1) ?? '',
    version,
    verbs: [...verbsOf(app)],
    temporary: visitor?.temporary ?? false,
  }),
} satisfies Partial<Handlers>
