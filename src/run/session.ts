/** What commands of a run hand on: the working directory and variables, against a clean base environment. */
export type Session = {
  /** Absolute; empty means where the run started. */
  readonly cwd: string
  readonly set: Readonly<Record<string, string>>
  readonly unset: readonly string[]
  /** Variables that hold a secret, with where it is read: their values are never stored. */
  readonly secrets?: Readonly<Record<string, string>>
}

/** What one command changed, as captured after it succeeded. */
export type SessionChange = Session & {
  /** Variables that hold a secret among other things: nothing of them goes on. */
  readonly dropped?: readonly string[]
}

/** A session after a change to it. */
export function mergedSession(earlier: Session, change: Session): Session {
  const set = { ...earlier.set, ...change.set }
  const secrets = { ...earlier.secrets }
  for (const name of [...Object.keys(change.set), ...change.unset]) delete secrets[name]
  for (const name of [...Object.keys(change.secrets ?? {}), ...change.unset]) delete set[name]
  Object.assign(secrets, change.secrets)
  const unset = [...new Set([...earlier.unset, ...change.unset])].filter(
    (name) => !Object.hasOwn(set, name) && !Object.hasOwn(secrets, name),
  )
  const cwd = change.cwd || earlier.cwd
  return { cwd, set, unset, ...(Object.keys(secrets).length > 0 ? { secrets } : {}) }
}
