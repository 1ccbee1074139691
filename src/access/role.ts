/** What somebody may be in an installation with accounts; a person may be several, on different parts of the library. */
export const roles = ['viewer', 'operator', 'approver', 'author', 'admin'] as const
export type Role = (typeof roles)[number]
