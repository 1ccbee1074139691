import type { Passwords } from '../../ports/passwords.ts'

/** OWASP's Password Storage Cheat Sheet, argon2id, second row: 19 MiB, two passes, one lane. About 30 ms of one core. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

/** argon2id. Its binary is loaded when a password is first looked at. */
export function argon2Passwords(): Passwords {
  let nobody: Promise<string> | undefined
  const load = () => import('@node-rs/argon2')
  const hash = async (password: string): Promise<string> => (await load()).hash(password, cost)
  return {
    hash,
    async verify(kept, password) {
      const { verify } = await load()
      const against = kept ?? (await (nobody ??= hash('nobody has this one')))
      const fits = await verify(against, password)
      return kept !== undefined && fits
    },
  }
}
