import type { Landing } from '../../ports/landing.ts'
import { terminalLine } from '../../sink/terminal.ts'

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

/** Where a command lands, in one line: `on web1 as ana in /srv/app · kube prod/orders · AWS acme 123456789012 eu-west-1`. */
export function landingText(landing: Landing): string {
  const { host, user, directory, kubeContext, kubeNamespace, awsProfile, awsAccount, awsRegion, through } =
    landing
  const kube = [kubeContext, kubeNamespace].filter((part) => part !== undefined).join('/')
  const aws = [awsProfile, awsAccount, awsRegion].filter((part) => part !== undefined).join(' ')
  return terminalLine(
    [
      `on ${host} as ${user} in ${directory}`,
      ...(through === undefined ? [] : [`through ${through}`]),
      ...(kube === '' ? [] : [`kube ${kube}`]),
      ...(aws === '' ? [] : [`AWS ${aws}`]),
    ].join(' · '),
  )
}

/** What is different from where the command before landed: `directory: /srv → /tmp`. */
export function landingChanges(before: Landing | undefined, now: Landing): readonly string[] {
  if (!before) return []
  return keys
    .filter((key) => before[key] !== now[key])
    .map((key) => terminalLine(`${names[key]}: ${before[key] ?? 'none'} → ${now[key] ?? 'none'}`))
}

/** As it is kept with the press, in the record. */
export const landingRecord = (landing: Landing): Record<string, string> =>
  Object.fromEntries(keys.flatMap((key) => (landing[key] === undefined ? [] : [[key, landing[key]]])))
