import type { GitAddress } from './git-address.ts'

/** What kind of place a repository lies at, as far as links to its pages go. */
export const forges = ['github', 'gitlab', 'gitea', 'bitbucket'] as const
export type Forge = (typeof forges)[number]

/**
 * Where a review of a branch is opened; undefined where nobody knows what pages the host has. `forge` says what the
 * host's name does not.
 */
export function reviewLink(
  { host, path, protocol }: GitAddress,
  {
    branch,
    base,
    forge = forgeOf(host),
  }: { readonly branch: string; readonly base: string; readonly forge?: Forge | undefined },
): string | undefined {
  if (forge === undefined || protocol === 'file' || host === '') return undefined
  const site = `${protocol === 'http' ? 'http' : 'https'}://${protocol === 'ssh' ? hostName(host) : host}/${path.split('/').map(encodeURIComponent).join('/')}`
  const [from, to] = [encodeURIComponent(branch), encodeURIComponent(base)]
  switch (forge) {
    case 'github':
      return `${site}/compare/${slashes(to)}...${slashes(from)}?expand=1`
    case 'gitea':
      return `${site}/compare/${slashes(to)}...${slashes(from)}`
    case 'gitlab':
      return `${site}/-/merge_requests/new?merge_request%5Bsource_branch%5D=${from}&merge_request%5Btarget_branch%5D=${to}`
    case 'bitbucket':
      return `${site}/pull-requests/new?source=${from}&dest=${to}`
  }
}

const slashes = (encoded: string): string => encoded.replaceAll('%2F', '/')

/** The port of ssh is not the one of the pages. */
const hostName = (host: string): string => host.replace(/:\d+$/, '')

function forgeOf(host: string): Forge | undefined {
  const name = host.toLowerCase()
  if (/(^|\.)github\./.test(name)) return 'github'
  if (/(^|\.)gitlab\./.test(name)) return 'gitlab'
  if (/(^|\.)bitbucket\./.test(name)) return 'bitbucket'
  if (/(^|\.)(gitea|forgejo|codeberg)\./.test(name)) return 'gitea'
  return undefined
}
