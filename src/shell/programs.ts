import { shells } from './inner.ts'

/** What a command makes of its arguments and its input, as far as a value put there is concerned. */
export type Program = {
  /** Its arguments are, or may be, source in its own language. */
  readonly arguments: 'words' | 'source' | 'remote-paths'
  /** What it reads is carried out. */
  readonly input: 'data' | 'source'
}

/** Looks a command up by its name without folder; an unknown one is taken to read words and data. */
export const programOf = (name: string): Program => {
  if (runsScripts(name) || both.has(name)) return { arguments: 'source', input: 'source' }
  if (filters.has(name) || /^(?:ansible|salt)(?:-|$)/.test(name))
    return { arguments: 'source', input: 'data' }
  if (copiers.has(name)) return { arguments: 'remote-paths', input: 'data' }
  return { arguments: 'words', input: 'data' }
}

/** Interpreters whose first operand is a script, and which take code after `-c` or `-e`. */
export const runsScripts = (name: string): boolean =>
  shells.has(name) ||
  /^(?:python|perl|ruby|lua|php|node|deno|bun|tclsh|Rscript|groovy|osascript|expect)[\d.]*$/.test(name)

const setOf = (names: string): ReadonlySet<string> => new Set(names.split(' '))

const both = setOf(
  'ssh autossh mosh su pssh pdsh clush parallel-ssh xargs parallel psql mysql mariadb sqlite3 mongo mongosh redis-cli cqlsh ' +
    'clickhouse-client sqlcmd sqlplus influx gitlab-psql deno bun tclsh expect osascript bc dc ed ex m4 at batch crontab gdb ' +
    'groovy scala Rscript R erl elixir iex ghci irb pry rails gitlab-rails gnuplot octave julia make gmake ksql bq trino presto ' +
    'systemd-run start-stop-daemon cf heroku nft iptables-restore',
)

/** Their arguments are programs; their input is data. */
const filters = setOf(
  'awk gawk mawk nawk sed gsed jq yq gojq tmux screen watch script entr rake npx npm yarn pnpm eval',
)

const copiers = setOf('scp rsync sftp rclone rcp')

/** Options whose value is a command or a piece of a program, whatever the command. */
export const sourceOption =
  /^--?(?:exec|execdir|ok|okdir|to-command|rsh|rsync-path|checkpoint-action|use-compress-program|compress-program|command|commands|cmd|entrypoint|eval|init-command|pager|editor|upload-pack|receive-pack|shell|shell-command|pre-hook|post-hook|deploy-hook|renew-hook|startup-script|user-data|proxy-command|prompt-command|script|parameters|cli-input-json)$/

/** Commands that run what they are given as source of this shell: nothing may stand in their arguments. */
export const sourceBuiltins = setOf(
  'eval source . trap alias complete compgen compopt bind enable fc hash zle bindkey zstyle autoload sched emulate zmodload functions vared',
)

/** Commands whose arguments are names of variables. */
export const nameBuiltins = setOf('read mapfile readarray unset getopts unsetenv nameref')

/** Commands that declare variables: `NAME=value`, or bare names. */
export const declareBuiltins = setOf('export declare typeset local readonly integer float')

/** Commands whose argument is an arithmetic expression in one shell or another. */
export const numberBuiltins = setOf('let exit return shift break continue')

/** They print what they are given: what captures their output captures the value. */
export const printers = setOf('echo printf print cat tee expr seq basename dirname realpath readlink')

export const numericTest = /^-(?:eq|ne|lt|le|gt|ge)$/
