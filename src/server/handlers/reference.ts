import { api } from '../../contract/api.ts'
import { openApi } from '../../contract/openapi.ts'
import type { Handlers } from '../handler.ts'
import { referencePage } from '../reference.ts'

export const referenceHandlers = {
  readReference: async ({ version }) => ({
    kind: 'bytes' as const,
    mediaType: 'text/html; charset=utf-8',
    body: referencePage(version),
  }),
  readOpenApi: async ({ version }) => ({
    kind: 'bytes' as const,
    mediaType: 'application/json',
    body: JSON.stringify(openApi(api, version), undefined, 2),
  }),
} satisfies Partial<Handlers>
