import type { ReactElement } from 'react'
import type { Landing } from '../../src/ports/landing.ts'
import { visibleLine } from '../../src/sink/visible.ts'
import { Icon } from './icon.tsx'

/** Where a command lands: `on web1 as ana in /srv/app · kube prod/orders · AWS acme eu-west-1`. */
export function LandingLine({ landing }: { readonly landing: Landing }): ReactElement {
  const { host, user, directory, kubeContext, kubeNamespace, awsProfile, awsAccount, awsRegion, through } =
    landing
  const kube = [kubeContext, kubeNamespace].filter((part) => part !== undefined).join('/')
  const aws = [awsProfile, awsAccount, awsRegion].filter((part) => part !== undefined).join(' ')
  return (
    <p className="landing small soft">
      <Icon name="target" size={15} />
      <span>
        on <strong>{visibleLine(host)}</strong> as <strong>{visibleLine(user)}</strong> in{' '}
        <code>{visibleLine(directory)}</code>
        {kube !== '' && (
          <>
            {' '}
            · kube <strong>{visibleLine(kube)}</strong>
          </>
        )}
        {aws !== '' && (
          <>
            {' '}
            · AWS <strong>{visibleLine(aws)}</strong>
          </>
        )}
        {through !== undefined && (
          <>
            {' '}
            · through <strong>{visibleLine(through)}</strong>
          </>
        )}
      </span>
    </p>
  )
}
