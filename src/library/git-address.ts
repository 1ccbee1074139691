/** Where a repository is: how it is reached, without anything secret in it. */
export type GitAddress = {
  /** As git is told, and as it is shown. */
  readonly text: string
  readonly protocol: 'https' | 'http' | 'ssh' | 'file'
  /** Empty for files. */
  readonly host: string
  /** Of the repository, at its host: `ops/runbooks`, without `.git`. */
  readonly path: string
  readonly name: string
}

export type ParsedAddress =
  | { readonly kind: 'address'; readonly address: GitAddress }
  | { readonly kind: 'refused'; readonly why: string; readonly remedy: string }
  /** It does not look like one: it may be a folder. */
  | { readonly kind: 'other' }

/**
 * Reads `https://host/path`, `ssh://[user@]host[:port]/path`, `user@host:path` and `file:///path`. Any other scheme
 * (`ext::` starts programs, `git://` proves nothing) is refused, and so is a password in an address: it would be seen
 * in every list of processes.
 */
export function parseGitAddress(text: string): ParsedAddress {
  if (/[\p{Cc}\s]/u.test(text)) return { kind: 'other' }
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):(?:\/\/|:)/.exec(text)?.[1]?.toLowerCase()
  if (scheme !== undefined) return ofUrl(text, scheme)
  const [, login = '', host = '', path = ''] =
    /^([\w.][\w.-]*)@([\w.][\w.-]*):(?!\/\/)([^:].*)$/.exec(text) ?? []
  if (login === '') return { kind: 'other' }
  if (path.startsWith('-')) return refused('the path of the repository begins with a hyphen', named)
  return address(text, 'ssh', host, path)
}

const named = 'write https://HOST/PATH, ssh://git@HOST/PATH, git@HOST:PATH or the path of a bare repository'

function ofUrl(text: string, scheme: string): ParsedAddress {
  if (!isProtocol(scheme)) return refused(`${scheme}: is no way a library is fetched`, named)
  if (!URL.canParse(text)) return refused('the address of the repository cannot be read', named)
  const url = new URL(text)
  if (url.password !== '')
    return refused('the address holds a password', 'write `token from:` in libraries.yaml')
  if (scheme !== 'ssh' && url.username !== '')
    return refused('the address holds a user name', 'write `user:` in libraries.yaml')
  if (url.search !== '' || url.hash !== '') return refused('the address has a ? or #', named)
  if (scheme === 'http' && !isLoopback(url.hostname))
    return refused('http shows everything to whoever is on the way', 'write https://')
  if (scheme === 'file' ? url.hostname !== '' : !/^[\w.[][\w.:[\]-]*$/.test(url.hostname))
    return refused('the address names no host that can be reached', named)
  if (url.username.startsWith('-')) return refused('the user name begins with a hyphen', named)
  if (url.pathname.replaceAll('/', '') === '') return refused('the address names no repository', named)
  return address(text, scheme, url.host, decoded(url.pathname))
}

const isProtocol = (scheme: string): scheme is GitAddress['protocol'] =>
  scheme === 'https' || scheme === 'http' || scheme === 'ssh' || scheme === 'file'

const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127\.[\d.]+$/.test(host)

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    return path
  }
}

function address(
  text: string,
  protocol: GitAddress['protocol'],
  host: string,
  written: string,
): ParsedAddress {
  const path = written.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '')
  const name = path.split('/').at(-1) ?? path
  return { kind: 'address', address: { text, protocol, host, path, name: name === '' ? host : name } }
}

const refused = (why: string, remedy: string): ParsedAddress => ({ kind: 'refused', why, remedy })
