import type { ShellWord } from './words.ts'

/** What a command runs on behalf of its caller. */
export type Inner =
  | { readonly kind: 'none' }
  /** `from`: index in the outer words of the inner command's name. */
  | { readonly kind: 'words'; readonly words: readonly ShellWord[]; readonly from: number }
  | { readonly kind: 'source'; readonly source: string; readonly from: number }

/** The command that `name` with these words would run: `sudo -u x ls` runs `ls`, `sh -c 'a b'` runs `a b`. */
export function innerOf(name: string, words: readonly ShellWord[]): Inner {
  const wrapper = wrappers.get(name)
  if (wrapper) return innerOfWrapper(words, wrapper)
  if (shells.has(name)) return afterOption(words, /^-[a-z]*c$/, 'source')
  if (name === 'su') return afterOption(words, /^(?:-[a-z]*c|--command)$/, 'source')
  if (name === 'eval') return sourceFrom(words, 1)
  if (name === 'watch' || name === 'parallel') return joined(words, watchOptions)
  if (name === 'ssh') return innerOfSsh(words)
  if (name === 'find') return afterOption(words, /^-(?:exec|execdir|ok|okdir)$/, 'words')
  if (containers.has(name)) return innerOfContainer(words)
  if (clusters.has(name)) return innerOfCluster(words)
  if (name === 'aws-vault' || name === 'bundle' || name === 'poetry' || name === 'pipenv')
    return innerOfExec(words)
  return none
}

/** How a command that runs another reads its own words before it. */
type Wrapper = {
  /** Short options that take the next word. */
  readonly valued: string
  /** Long options that take the next word. */
  readonly long: readonly string[]
  /** Words of its own before the command: the duration of `timeout`. */
  readonly own: number
}

const none: Inner = { kind: 'none' }

const wrapper = (valued = '', own = 0, long: readonly string[] = []): Wrapper => ({ valued, own, long })

const wrappers: ReadonlyMap<string, Wrapper> = new Map([
  ['sudo', wrapper('ugpCrtTUDRh', 0, ['--user', '--group', '--prompt', '--host', '--chdir', '--chroot'])],
  ['doas', wrapper('uC')],
  ['env', wrapper('uSC', 0, ['--unset', '--chdir'])],
  ['nohup', wrapper()],
  ['time', wrapper('fo')],
  ['timeout', wrapper('sk', 1, ['--signal', '--kill-after'])],
  ['gtimeout', wrapper('sk', 1)],
  ['nice', wrapper('n', 0, ['--adjustment'])],
  ['ionice', wrapper('cnpPu')],
  ['stdbuf', wrapper('ioe')],
  ['setsid', wrapper()],
  ['chrt', wrapper('', 1)],
  ['taskset', wrapper('', 1)],
  ['command', wrapper()],
  ['builtin', wrapper()],
  ['exec', wrapper('a')],
  [
    'xargs',
    wrapper('IiLnPsdEea', 0, ['--max-args', '--max-procs', '--delimiter', '--replace', '--arg-file']),
  ],
  ['strace', wrapper('eopsuEPIOXab')],
  ['flock', wrapper('wE', 1)],
  ['chroot', wrapper('', 1)],
  ['nsenter', wrapper('tSG', 0, ['--target', '--setuid', '--setgid'])],
  ['unshare', wrapper('')],
  ['runuser', wrapper('ug')],
  ['gosu', wrapper('', 1)],
  ['su-exec', wrapper('', 1)],
  ['caffeinate', wrapper('tw')],
  ['unbuffer', wrapper()],
  ['noglob', wrapper()],
  ['nocorrect', wrapper()],
])

const watchOptions = wrapper('njJSI', 0, ['--interval', '--jobs'])

export const shells: ReadonlySet<string> = new Set('sh bash zsh dash ksh mksh ash fish csh tcsh'.split(' '))
export const containers: ReadonlySet<string> = new Set('docker podman nerdctl docker-compose'.split(' '))
export const clusters: ReadonlySet<string> = new Set(
  'kubectl oc k kubectl.exe microk8s crictl ctr'.split(' '),
)

function innerOfWrapper(words: readonly ShellWord[], { valued, long, own }: Wrapper): Inner {
  let at = 1
  for (; at < words.length; at++) {
    const text = words[at]?.text ?? ''
    if (text === '--') {
      at += 1
      break
    }
    if (/^[A-Za-z_][A-Za-z0-9_]*=/.test(text)) continue
    if (!/^-./.test(text)) break
    if (long.includes(text) || (/^-[A-Za-z]+$/.test(text) && valued.includes(text.at(-1) ?? ' '))) at += 1
  }
  return wordsFrom(words, at + own)
}

function innerOfSsh(words: readonly ShellWord[]): Inner {
  const host = sshHostAt(words)
  return host === undefined ? none : sourceFrom(words, host + 1)
}

/** The index of the word that names the host; options before it, and one set after it, are passed over. */
export function sshHostAt(words: readonly ShellWord[]): number | undefined {
  for (let at = 1; at < words.length; at++) {
    const text = words[at]?.text ?? ''
    if (!/^-./.test(text)) return at
    if (/^-[A-Za-z0-9]*[BbcDEeFIiJLlmOoPpQRSWw]$/.test(text)) at += 1
  }
  return undefined
}

function innerOfContainer(words: readonly ShellWord[]): Inner {
  const verb = words.findIndex((word) => word.text === 'exec' || word.text === 'run')
  if (verb === -1) return none
  const valued =
    /^(?:-[a-zA-Z]*[evuwplmhc]|--(?:env|volume|user|workdir|publish|label|memory|name|network|net|entrypoint|env-file|mount|hostname|platform|add-host|index|restart|cpus|log-driver|cap-add|ulimit))$/
  return afterOptions(words, verb + 1, valued, 1)
}

function innerOfCluster(words: readonly ShellWord[]): Inner {
  const verb = words.findIndex((word) => /^(?:exec|rsh|run|debug)$/.test(word.text))
  if (verb === -1) return none
  const dashes = words.findIndex((word, at) => at > verb && word.text === '--')
  if (dashes !== -1) return wordsFrom(words, dashes + 1)
  if (words[verb]?.text === 'run' || words[verb]?.text === 'debug') return none
  const valued =
    /^(?:-[nc]|--(?:namespace|container|context|kubeconfig|cluster|user|as|request-timeout|server|token|shell))$/
  return afterOptions(words, verb + 1, valued, 1)
}

function innerOfExec(words: readonly ShellWord[]): Inner {
  const verb = words.findIndex((word) => word.text === 'exec' || word.text === 'run')
  if (verb === -1) return none
  const dashes = words.findIndex((word, at) => at > verb && word.text === '--')
  return wordsFrom(words, dashes === -1 ? verb + 1 : dashes + 1)
}

function afterOptions(words: readonly ShellWord[], from: number, valued: RegExp, own: number): Inner {
  let at = from
  for (; at < words.length; at++) {
    const text = words[at]?.text ?? ''
    if (!/^-./.test(text)) break
    if (valued.test(text)) at += 1
  }
  return wordsFrom(words, at + own)
}

function afterOption(words: readonly ShellWord[], option: RegExp, kind: 'source' | 'words'): Inner {
  const at = words.findIndex((word, index) => index > 0 && option.test(word.text))
  const next = words[at + 1]
  if (at === -1 || !next) return none
  return kind === 'words' ? wordsFrom(words, at + 1) : { kind: 'source', source: next.text, from: at + 1 }
}

function joined(words: readonly ShellWord[], own: Wrapper): Inner {
  const inner = innerOfWrapper(words, own)
  return inner.kind === 'words' ? sourceFrom(words, inner.from) : none
}

const wordsFrom = (words: readonly ShellWord[], from: number): Inner =>
  from < words.length ? { kind: 'words', words: words.slice(from), from } : none

const sourceFrom = (words: readonly ShellWord[], from: number): Inner =>
  from < words.length
    ? {
        kind: 'source',
        source: words
          .slice(from)
          .map((word) => word.text)
          .join(' '),
        from,
      }
    : none
