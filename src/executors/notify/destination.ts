/** Where a notification goes, with everything that is needed to send it. It holds secrets: it is handed over as a variable. */
export type Destination =
  /** An incoming webhook of Slack, or of what takes the same: Mattermost, Rocket.Chat. */
  | { readonly kind: 'slack'; readonly url: string }
  /** A workflow of Teams that posts what a webhook brings. */
  | { readonly kind: 'teams'; readonly url: string }
  /** The Events API, second version. */
  | { readonly kind: 'pagerduty'; readonly key: string; readonly url: string }
  | MailDestination
  | { readonly kind: 'webhook'; readonly url: string; readonly headers: Readonly<Record<string, string>> }

export type MailDestination = {
  readonly kind: 'mail'
  readonly host: string
  readonly port: number
  /** `tls`: from the first byte; `starttls`: before anything is said; `plain`: only where no password is. */
  readonly security: 'tls' | 'starttls' | 'plain'
  readonly from: string
  readonly to: readonly string[]
  readonly login?: { readonly user: string; readonly password: string }
}

/** The variable a destination is handed over in. */
export const destinationVariable = 'KB_DESTINATION'

/** What of a destination must not be shown. */
export function secretsOf(destination: Destination): readonly string[] {
  switch (destination.kind) {
    case 'slack':
    case 'teams':
      return [destination.url]
    case 'pagerduty':
      return [destination.key]
    case 'mail':
      return destination.login ? [destination.login.password] : []
    case 'webhook':
      return [destination.url, ...Object.values(destination.headers)]
  }
}
