import type { Landing } from '../../ports/landing.ts'
import { terminalLine } from '../../sink/terminal.ts'

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
