import { clusters, containers, innerOf, shells, sshHostAt } from './inner.ts'
import { parseShell } from './parse.ts'
import type { ShellWord } from './words.ts'
import { baseName, wordsOf } from './words.ts'

/** True when these words, run at a terminal, open an inner session that reads what is typed next. */
export function opensSession(words: readonly ShellWord[]): boolean {
  const first = words[0]
  if (first && /^\$\{?(?:EDITOR|VISUAL|PAGER)\}?$/.test(first.text)) return true
  if (!first?.fixed || words.length > wordsMax) return false
  const name = baseName(first.text)
  const args = words.slice(1).map((word) => word.text)
  const rule = rules.get(name)
  if (rule) return rule(args, words)
  if (full.has(name)) return true
  if (interpreters.has(name)) return startsPrompt(args)
  if (shells.has(name))
    return args.every((arg) => /^-[a-z-]*$/.test(arg) && !/^-[a-z]*[cs]/.test(arg)) && !isAsking(args)
  if (containers.has(name)) return containerSession(args, words)
  if (clusters.has(name)) return clusterSession(args, words)
  const inner = innerOf(name, words)
  if (inner.kind === 'words') return opensSession(inner.words)
  return inner.kind === 'source' && sourceOpensSession(inner.source)
}

/** Each word may hand the rest on to the next: more than anybody writes, fewer than a stack takes. */
const wordsMax = 1_000

/** The rule of a command by its name; `args` are its words after the name. */
type Rule = (args: readonly string[], words: readonly ShellWord[]) => boolean

const has = (args: readonly string[], option: RegExp): boolean => args.some((arg) => option.test(arg))
const isAsking = (args: readonly string[]): boolean => has(args, /^(?:--version|--help|-h|-V)$/)

/** Programs that take over the terminal whatever their arguments. */
const full: ReadonlySet<string> = new Set(
  (
    'irb pry ghci iex ipython telnet ftp lftp vim vi nvim nano emacs pico mcedit less more man top htop btop atop ' +
    'iotop iftop nethogs glances watch tmux screen byobu visudo vipw vigr k9s mc ncdu tig lazygit mutt minicom ' +
    'picocom gdb cfdisk nmtui dialog whiptail passwd rails-console ksql scala sbt jshell bpython'
  ).split(' '),
)

/** Interpreters that prompt when they are given neither a script nor code. */
const interpreters: ReadonlySet<string> = new Set(
  'python python2 python3 node ruby lua R julia php erl perl6 groovysh'.split(' '),
)

function startsPrompt(args: readonly string[]): boolean {
  if (isAsking(args)) return false
  const manage = args.findIndex((arg) => /(?:^|\/)manage\.py$/.test(arg))
  if (manage !== -1)
    return (
      has(args.slice(manage + 1, manage + 2), /^(?:shell|dbshell|shell_plus)$/) &&
      !has(args, /^(?:-c|--command)$/)
    )
  if (has(args, /^(?:-a|-i|--interactive)$/)) return true
  return args.every((arg) => /^-[a-zA-Z]$/.test(arg) && !/^-[cemprvV]$/.test(arg))
}

/** A database client prompts unless it is given a statement, a file or a question about itself. */
const client =
  (given: RegExp): Rule =>
  (args) =>
    // `-h` is the host for most of them.
    !has(args, given) && !has(args, /^(?:--version|--help|-V|-\?)$/)

const rules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['ssh', (args, words) => sshSession(args, words)],
  ['mosh', () => true],
  ['autossh', (args, words) => sshSession(args, words)],
  ['sftp', (args) => !has(args, /^-[a-zA-Z]*b/)],
  ['psql', client(/^(?:-[a-zA-Z]*[cfl]|-c.+|-f.+|--(?:command|file|list|version)(?:=.*)?)$/)],
  ['mysql', client(/^(?:-[a-zA-Z]*e|-e.+|--execute(?:=.*)?|--version)$/)],
  ['mariadb', client(/^(?:-[a-zA-Z]*e|-e.+|--execute(?:=.*)?|--version)$/)],
  ['mongo', client(/^(?:--eval(?:=.*)?|--version|.*\.js)$/)],
  ['mongosh', client(/^(?:--eval(?:=.*)?|--version|.*\.js|-f|--file)$/)],
  ['cqlsh', client(/^(?:-[a-zA-Z]*[ef]|--execute(?:=.*)?|--file(?:=.*)?|--version)$/)],
  ['clickhouse-client', client(/^(?:-q|--query(?:=.*)?|--queries-file(?:=.*)?|--version)$/)],
  ['sqlcmd', client(/^-[QqiI]/)],
  ['sqlplus', client(/^@/)],
  [
    'influx',
    client(/^(?:-execute|query|write|config|bucket|org|ping|version|backup|restore|task|user|auth)$/),
  ],
  [
    'redis-cli',
    (args) =>
      clientWords(args, /^(?:-[hpasniDurx]|--(?:user|pass|cacert|cert|key|tls-ciphers|sni))$/) === 0 &&
      !has(
        args,
        /^--(?:scan|bigkeys|hotkeys|memkeys|stat|latency|rdb|pipe|cluster|eval|version|help|intrinsic.*)/,
      ),
  ],
  [
    'sqlite3',
    (args) => clientWords(args, /^-(?:cmd|init|separator|nullvalue|newline)$/) < 2 && !isAsking(args),
  ],
  ['rails', (args) => has(args.slice(0, 1), /^(?:c|console|db|dbconsole)$/)],
  ['gitlab-rails', (args) => has(args.slice(0, 1), /^(?:c|console|dbconsole)$/)],
  ['flask', (args) => has(args, /^shell$/)],
  ['django-admin', (args) => has(args, /^(?:shell|dbshell)$/)],
  ['gitlab-psql', client(/^-[a-zA-Z]*[cf]$/)],
  [
    'heroku',
    (args) =>
      has(args, /^(?:console|psql|pg:psql|redis:cli|ps:exec)$|^run:?.*$/) &&
      has(args, /console|psql|redis:cli|ps:exec|bash|^sh$/),
  ],
  ['cf', (args) => args[0] === 'ssh' && !has(args, /^(?:-c|--command|-N)$/)],
  ['su', (args) => !has(args, /^(?:-[a-z]*c|--command)/)],
  ['sudo', (args, words) => sudoSession(args, words)],
  ['newgrp', () => true],
  ['crontab', (args) => has(args, /^-[a-z]*e$/)],
  [
    'aws',
    (args) =>
      (args.includes('ssm') && args.includes('start-session') && !has(args, /PortForwarding/)) ||
      (args.includes('execute-command') && has(args, /^--interactive$/)),
  ],
  [
    'gcloud',
    (args) => has(args, /^ssh$/) && !has(args, /^--(?:command|dry-run)(?:=|$)/) && !args.includes('--'),
  ],
  ['az', (args) => args.includes('ssh') && args.includes('vm')],
  [
    'git',
    (args) =>
      (args[0] === 'rebase' && has(args, /^(?:-i|--interactive)$/)) ||
      (args[0] === 'add' && has(args, /^(?:-i|-p|--patch|--interactive)$/)),
  ],
  ['virsh', (args) => args.length === 0 || args[0] === 'console'],
  ['machinectl', (args) => has(args, /^(?:shell|login)$/)],
  ['lxc', (args) => args[0] === 'shell' || args[0] === 'console'],
  ['tsh', (args) => args[0] === 'ssh'],
  ['vagrant', (args) => args[0] === 'ssh' && !has(args, /^(?:-c|--command)$/)],
  [
    'tmux',
    (args) => !has(args, /^(?:ls|list-.*|kill-.*|has-session|send-keys|-V)$/) && !has(args, /^-[a-z]*d$/),
  ],
  ['screen', (args) => !has(args, /^(?:-ls|-list|-wipe|-[a-z]*dm.*|-X)$/)],
  ['top', (args) => !has(args, /^-?[a-zA-Z]*b/)],
  ['exec', (args, words) => args.length > 0 && opensSession(words.slice(1))],
  ['eksctl', () => false],
])

/** How many words are left when options and their values are taken out. */
function clientWords(args: readonly string[], valued: RegExp): number {
  let left = 0
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? ''
    if (valued.test(arg)) at += 1
    else if (!arg.startsWith('-')) left += 1
  }
  return left
}

function sshSession(args: readonly string[], words: readonly ShellWord[]): boolean {
  if (has(args, /^-[a-zA-Z]*[NfWVQGO]/) || has(args, /^-[a-zA-Z]*T$/)) return false
  const host = sshHostAt(words)
  if (host === undefined || host === words.length - 1) return true
  return sourceOpensSession(
    words
      .slice(host + 1)
      .map((word) => word.text)
      .join(' '),
  )
}

function sudoSession(args: readonly string[], words: readonly ShellWord[]): boolean {
  const inner = innerOf('sudo', words)
  if (inner.kind === 'words') return opensSession(inner.words)
  return has(args, /^(?:-[a-zA-Z]*[is]|--login|--shell)$/) || has(args, /^-e$/)
}

const terminal =
  /^(?:-[a-z]*(?:it|ti)[a-z]*|-[a-z]*[it]|--tty(?:=true)?|--stdin(?:=true)?|--interactive(?:=true)?)$/

function containerSession(args: readonly string[], words: readonly ShellWord[]): boolean {
  if (has(args.slice(0, 1), /^attach$/)) return true
  const verb = args.findIndex((arg) => arg === 'exec' || arg === 'run')
  if (verb === -1) return false
  const composed =
    args.slice(0, verb).includes('compose') || baseName(words[0]?.text ?? '') === 'docker-compose'
  const inner = innerOf('docker', words)
  const asks = has(args.slice(verb + 1), terminal)
  if (inner.kind !== 'words') return asks
  return (asks || (composed && !has(args, /^-T$/))) && opensSession(inner.words)
}

function clusterSession(args: readonly string[], words: readonly ShellWord[]): boolean {
  const verb = args.find((arg) => /^(?:exec|rsh|run|debug|attach|edit|login)$/.test(arg)) ?? ''
  if (verb === 'edit') return true
  const inner = innerOf('kubectl', words)
  if (verb === 'rsh') return inner.kind !== 'words' || opensSession(inner.words)
  if (verb === 'debug') return inner.kind !== 'words' || opensSession(inner.words)
  if (verb !== 'exec' && verb !== 'run' && verb !== 'attach') return false
  if (!has(args, terminal)) return false
  return inner.kind !== 'words' || opensSession(inner.words)
}

function sourceOpensSession(source: string): boolean {
  const parsed = parseShell(source)
  if (parsed.kind === 'refused') return false
  const last = parsed.script.commands.at(-1)?.command
  return last?.type === 'Command' && opensSession(wordsOf(last))
}
