import type { Grant } from './grant.ts'

type Member = {
  readonly name: string
  readonly kind: 'person' | 'service'
  readonly disabled: boolean
  readonly groups: readonly string[]
}

/** The people who administer the installation as it stands: without one, nobody could give anybody a role. */
export function adminsOf(accounts: readonly Member[], grants: readonly Grant[]): readonly string[] {
  const whole = grants.filter(({ role, on }) => role === 'admin' && on.kind === 'everything')
  const isAdmin = ({ name, groups }: Member): boolean =>
    whole.some(
      ({ to }) =>
        to.kind === 'everyone' ||
        (to.kind === 'account' && to.account === name) ||
        (to.kind === 'group' && groups.includes(to.group)),
    )
  return accounts.flatMap((each) =>
    each.kind === 'person' && !each.disabled && isAdmin(each) ? [each.name] : [],
  )
}
