import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { GitAddress } from '../../library/git-address.ts'
import type { Secrets } from '../../ports/secrets.ts'
import { shellQuoted } from '../../shell/quote.ts'
import type { GitLibrarySettings } from './settings.ts'

export type Transport =
  | { readonly kind: 'transport'; readonly environment: Readonly<Record<string, string>> }
  | { readonly kind: 'refused'; readonly why: string; readonly remedy: string }

/**
 * What git is given to reach a repository: a token through a program of ours that git asks (never in its arguments),
 * or a way to call ssh. `folder` is private to us.
 */
export async function transportTo(
  address: GitAddress,
  settings: GitLibrarySettings,
  { secrets, folder }: { readonly secrets: Secrets; readonly folder: string },
): Promise<Transport> {
  switch (address.protocol) {
    case 'file':
      return { kind: 'transport', environment: {} }
    case 'ssh':
      return {
        kind: 'transport',
        environment: { GIT_SSH_COMMAND: sshCommand(settings), GIT_SSH_VARIANT: 'ssh' },
      }
    case 'http':
    case 'https':
      return withToken(address, settings, secrets, folder)
  }
}

async function withToken(
  address: GitAddress,
  { tokenFrom, user }: GitLibrarySettings,
  secrets: Secrets,
  folder: string,
): Promise<Transport> {
  if (tokenFrom === undefined) return { kind: 'transport', environment: {} }
  const read = await secrets.read(tokenFrom)
  if (read.kind === 'missing')
    return { kind: 'refused', why: `the library's token: ${read.why}`, remedy: read.remedy }
  return {
    kind: 'transport',
    environment: {
      GIT_ASKPASS: askpass(folder),
      KNEEBOARD_GIT_AT: `${address.protocol}://${address.host}`,
      KNEEBOARD_GIT_USER: user,
      KNEEBOARD_GIT_TOKEN: read.value,
    },
  }
}

/** Answers git's questions, and only when they are about the host the token is for. */
const askpassText = `#!/bin/sh
case "$1" in
  "Username for '$KNEEBOARD_GIT_AT'"*) printf '%s\\n' "$KNEEBOARD_GIT_USER" ;;
  "Password for '"*"@\${KNEEBOARD_GIT_AT#*://}'"*) printf '%s\\n' "$KNEEBOARD_GIT_TOKEN" ;;
  *) exit 1 ;;
esac
`

function askpass(folder: string): string {
  const path = join(folder, 'askpass')
  if (!existsSync(path)) writeFileSync(path, askpassText, { mode: 0o700 })
  return path
}

/**
 * With a key of the library, that key alone and the hosts that were named; without one, ssh as the user has set it up.
 * Either way an unknown host is refused, and nobody is asked anything.
 */
function sshCommand({ key, knownHosts }: GitLibrarySettings): string {
  const always = [
    'BatchMode=yes',
    'StrictHostKeyChecking=yes',
    'PermitLocalCommand=no',
    'ClearAllForwardings=yes',
    'ForwardAgent=no',
    'ConnectTimeout=20',
  ]
  const hosts =
    knownHosts === undefined ? [] : [`UserKnownHostsFile=${knownHosts}`, 'GlobalKnownHostsFile=/dev/null']
  const own = key === undefined ? [] : ['IdentitiesOnly=yes', 'IdentityAgent=none']
  return [
    'ssh',
    ...(key === undefined ? [] : ['-F', '/dev/null', '-i', shellQuoted(key)]),
    ...[...always, ...hosts, ...own].flatMap((option) => ['-o', shellQuoted(option)]),
  ].join(' ')
}
