/**
 * True for names a value from outside may never carry: they steer the shell, the loader or the programs it
 * starts, or they are ours (format.md §4, "Session"). Proxies count in either case, as programs read both.
 */
export function reservedName(name: string): boolean {
  if (exact.has(name)) return true
  if (prefixes.some((prefix) => name.startsWith(prefix))) return true
  return /_proxy$/i.test(name)
}

/** True for variables whose value is masked and never stored: `*TOKEN`, `*SECRET`, `*PASSW*`, `*KEY` in any case. */
export const secretName = (name: string): boolean => /(?:token|secret|key)$|passw/i.test(name)

/** True when a shell takes `name` as the name of a variable. */
export const variableName = (name: string): boolean => /^[A-Za-z_][A-Za-z0-9_]*$/.test(name)

/** Variables a shell or a login sets by itself: never asked for. */
export const wellKnownName = (name: string): boolean => wellKnown.has(name) || /^(?:LC_|BASH)/.test(name)

const prefixes = ['LD_', 'DYLD_', 'GIT_', 'KB_', 'KNEEBOARD_', 'BASH_', 'NPM_CONFIG_', 'npm_config_']

const exact: ReadonlySet<string> = new Set(
  (
    'PATH IFS ENV BASHOPTS SHELLOPTS PS0 PS1 PS2 PS3 PS4 PROMPT_COMMAND PROMPT HOME SHELL CDPATH FPATH ZDOTDIR ' +
    'GLOBIGNORE FIGNORE HISTFILE INPUTRC EDITOR VISUAL FCEDIT PAGER MANPAGER LESS LESSOPEN LESSCLOSE LESSKEY BROWSER ' +
    'PYTHONPATH PYTHONHOME PYTHONSTARTUP PYTHONINSPECT PYTHONWARNINGS PERL5LIB PERL5OPT PERL5DB PERLLIB ' +
    'RUBYOPT RUBYLIB NODE_OPTIONS NODE_PATH NODE_EXTRA_CA_CERTS JAVA_TOOL_OPTIONS _JAVA_OPTIONS JDK_JAVA_OPTIONS ' +
    'CLASSPATH LUA_INIT LUA_PATH LUA_CPATH PHPRC AWKPATH AWKLIBPATH R_PROFILE TERMCAP TERMINFO TMPPREFIX ' +
    'HOSTALIASES LOCALDOMAIN RES_OPTIONS GCONV_PATH LOCPATH NLSPATH NIS_PATH MALLOC_CHECK_ TAR_OPTIONS ' +
    'SSH_ASKPASS SUDO_ASKPASS SUDO_EDITOR OPENSSL_CONF OPENSSL_MODULES SSLKEYLOGFILE CURL_HOME WGETRC RSYNC_RSH ' +
    'MAKEFLAGS GREP_OPTIONS XDG_CONFIG_HOME PSQLRC PGSERVICEFILE MYSQL_HOME'
  ).split(' '),
)

const wellKnown: ReadonlySet<string> = new Set(
  (
    'HOME USER LOGNAME PATH PWD OLDPWD SHELL HOSTNAME HOST UID EUID PPID GROUPS SHLVL TERM LANG LANGUAGE TZ TMPDIR ' +
    'RANDOM SRANDOM SECONDS LINENO EPOCHSECONDS EPOCHREALTIME PIPESTATUS FUNCNAME OPTARG OPTIND OPTERR REPLY IFS ' +
    'MAPFILE COPROC DIRSTACK HOSTTYPE MACHTYPE OSTYPE COLUMNS LINES PS1 PS4 HISTFILE _ KNEEBOARD_OUTPUT SUDO_USER ' +
    'argv status pipestatus options commands functions'
  ).split(' '),
)
