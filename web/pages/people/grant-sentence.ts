import type { Grant, GrantedOn, GrantedTo } from '../../../src/access/grant.ts'
import type { Role } from '../../../src/access/role.ts'

/** A grant as one would say it: `ada may read and run runbooks below payments/`. */
export const grantSentence = ({ to, role, on }: Grant): string => `${whoWords(to)} ${roleWords(role, on)}`

const whoWords = (to: GrantedTo): string => {
  switch (to.kind) {
    case 'account':
      return to.account
    case 'group':
      return `Everyone in ${to.group}`
    case 'everyone':
      return 'Everyone who signs in'
  }
}

const onWords = (on: GrantedOn): string => {
  switch (on.kind) {
    case 'everything':
      return 'every runbook'
    case 'folder':
      return `runbooks below ${on.folder}/`
    case 'tag':
      return `runbooks with the tag ${on.tag}`
  }
}

function roleWords(role: Role, on: GrantedOn): string {
  const where = onWords(on)
  switch (role) {
    case 'viewer':
      return `may read ${where} and the record of their runs`
    case 'operator':
      return `may read and run ${where}`
    case 'approver':
      return `may read ${where}, and approve in runs that others started`
    case 'author':
      return `may read and write ${where}`
    case 'admin':
      return on.kind === 'everything'
        ? 'administers this Kneeboard (accounts, roles, audit), and may read, write and run every runbook'
        : `may read, write and run ${where}, and erase from and export their runs`
  }
}
