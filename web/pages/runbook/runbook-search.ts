/** What of a runbook is looked at: its text or its history, as it stands or as a commit has it, and what is compared. */
export type RunbookSearch = {
  readonly view?: 'history'
  readonly at?: string
  readonly from?: string
  readonly to?: string
  /** Whoever came by the link is asked to say whether the text works. */
  readonly validate?: true
}

export function parseRunbookSearch(search: Record<string, unknown>): RunbookSearch {
  const words = (['at', 'from', 'to'] as const).flatMap((name) => {
    const value = search[name]
    return typeof value === 'string' ? [[name, value] as const] : []
  })
  return {
    ...(search['view'] === 'history' ? { view: 'history' as const } : {}),
    ...(search['validate'] === undefined ? {} : { validate: true as const }),
    ...Object.fromEntries(words),
  }
}
