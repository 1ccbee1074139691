import type { Landing } from '../ports/landing.ts'

/** What each part of a landing is called. */
const names = {
  host: 'host',
  user: 'user',
  directory: 'directory',
  kubeContext: 'kube context',
  kubeNamespace: 'namespace',
  awsProfile: 'AWS profile',
  awsAccount: 'AWS account',
  awsRegion: 'AWS region',
  through: 'through',
} satisfies Record<keyof Landing, string>

const keys = Object.keys(names) as readonly (keyof Landing)[]

/** What is different from where the command before landed: `directory: /srv → /tmp`. Not yet safe for any output. */
export function landingChanges(before: Partial<Landing> | undefined, now: Landing): readonly string[] {
  if (!before) return []
  return keys
    .filter((key) => before[key] !== now[key])
    .map((key) => `${names[key]}: ${before[key] ?? 'none'} → ${now[key] ?? 'none'}`)
}

/** As it is kept with the press, in the record. */
export const landingRecord = (landing: Landing): Record<string, string> =>
  Object.fromEntries(keys.flatMap((key) => (landing[key] === undefined ? [] : [[key, landing[key]]])))
