import type { ShellDialect } from '../../shell/dialect.ts'
import { shellQuoted } from '../../shell/quote.ts'

/**
 * What runs on the far side: POSIX shell, given to `/bin/sh -s` through its standard input, so that nothing of a
 * block stands in an argument. Our variables are `KNEEBOARD_…`, a beginning no value's variable can have.
 *
 * An effect has a folder there, `~/.cache/kneeboard/<run>-<seq>` (0700). Whoever makes the file `claim` decides
 * whether the command ever runs, so it runs at most once, however often we come; output and exit code are files in
 * it, so that they outlive the connection. What is told to us is a line, and bytes behind `out` and `err`:
 *
 *     kneeboard NONCE          everything before it is what the login printed
 *     ready fresh | found      nothing runs until `go` comes; `no` makes sure that it never does
 *     out N␊<N bytes>          and `err`, `outputs`
 *     exit N                   the command's own; `done` then removes the folder
 *     never | gone | rebooted | elsewhere HOST | trouble WORDS | none | ended
 */
export type FarValues = {
  /** Known to both sides of one connection. */
  readonly nonce: string
  readonly effect: string
  readonly dialect: ShellDialect
  readonly source: string
  readonly errexit: boolean
  /** Empty: where a login begins. */
  readonly cwd: string
  readonly environment: Readonly<Record<string, string>>
  /** How much of each stream is here already, and after how much the rest is thrown away. */
  readonly from: { readonly stdout: number; readonly stderr: number }
  readonly outputMaxBytes: number
}

/** Source that starts the command if it never ran, and tells what it prints and how it ends. */
export function farSource(values: FarValues): string {
  const { nonce, effect, dialect, source, errexit, cwd, environment, from, outputMaxBytes } = values
  return [
    ...Object.entries(environment).map(([name, value]) => `export ${name}=${shellQuoted(value)}`),
    ...given({ N: nonce, F: effect, I: folderName(effect), C: cwd, W: dialect, B: source }),
    ...given({ X: startText(errexit), R: runner, U: from.stdout, V: from.stderr, M: outputMaxBytes + 1 }),
    common,
    follow,
    'kneeboard_main; exit',
    '',
  ].join('\n')
}

/** Source that ends the command: its process group gets TERM, and KILL after the grace. */
export function farCancelSource(nonce: string, effect: string, graceMs: number): string {
  const tenths = Math.max(1, Math.round(graceMs / 100))
  return [
    ...given({ N: nonce, F: effect, I: folderName(effect), G: tenths }),
    common,
    cancel,
    'kneeboard_cancel; exit',
    '',
  ].join('\n')
}

const given = (values: Readonly<Record<string, string | number>>): readonly string[] =>
  Object.entries(values).map(([name, value]) => `KNEEBOARD_${name}=${shellQuoted(String(value))}`)

const folderName = (effect: string): string => effect.replace('/', '-')

/** The block is read from a file and evaluated: its standard input is not its own text, and it is in no argument. */
const startText = (errexit: boolean): string =>
  [
    'KNEEBOARD_S=$(command cat "$1/block"; echo x); KNEEBOARD_S=${KNEEBOARD_S%x}; shift',
    ...(errexit ? ['set -e'] : []),
    'eval "$KNEEBOARD_S"',
  ].join('; ')

/**
 * Runs the command in a process group of its own and writes how it ended: the counterpart of the supervisor here.
 * Arguments: effect, folder, directory, dialect, start text, group, host, boot. `trap :` and not `''`, which the command would inherit.
 */
const runner = `
KNEEBOARD_D=$2
trap : HUP INT QUIT TERM
set -C
KNEEBOARD_Q=$6
[ "$6" != self ] || KNEEBOARD_Q=$$
{ echo "$$ $KNEEBOARD_Q $7 $8" >"$KNEEBOARD_D/claim"; } 2>/dev/null || exit 111
set +C
KNEEBOARD_OUTPUT=$KNEEBOARD_D/outputs
export KNEEBOARD_OUTPUT
kneeboard_end() { { echo "$1" >|"$KNEEBOARD_D/exit"; } 2>/dev/null; exit "$1"; }
if [ -n "$3" ]; then
  CDPATH= cd -- "$3" || kneeboard_end 1
fi
command -v "$4" >/dev/null 2>&1 || { echo "kneeboard: $4 is not there: install it, or write shell: sh" >&2; kneeboard_end 127; }
case $4 in
  bash) bash --noprofile --norc -c "$5" block "$KNEEBOARD_D" ;;
  zsh) zsh -f -c "$5" block "$KNEEBOARD_D" ;;
  *) sh -c "$5" block "$KNEEBOARD_D" ;;
esac
kneeboard_end "$?"
`

const common = `
KNEEBOARD_D="$HOME/.cache/kneeboard/$KNEEBOARD_I"
kneeboard_boot() {
  KNEEBOARD_T=
  { IFS= read -r KNEEBOARD_T </proc/sys/kernel/random/boot_id; } 2>/dev/null ||
    KNEEBOARD_T=$(sysctl -n kern.boottime 2>/dev/null | tr -dc '0-9a-zA-Z')
  KNEEBOARD_T=\${KNEEBOARD_T:-unknown}$(readlink /proc/self/ns/pid 2>/dev/null | tr -dc '0-9')
}
kneeboard_claim() {
  KNEEBOARD_P= KNEEBOARD_Q= KNEEBOARD_H= KNEEBOARD_K=
  { read -r KNEEBOARD_P KNEEBOARD_Q KNEEBOARD_H KNEEBOARD_K <"$KNEEBOARD_D/claim"; } 2>/dev/null
}
kneeboard_alive() {
  kill -0 "$KNEEBOARD_P" 2>/dev/null || return 1
  if [ -r "/proc/$KNEEBOARD_P/cmdline" ]; then
    case " $(tr '\\000' ' ' <"/proc/$KNEEBOARD_P/cmdline") " in *" $KNEEBOARD_F "*) return 0 ;; esac
  else
    case " $(ps -ww -o args= -p "$KNEEBOARD_P" 2>/dev/null) " in *" $KNEEBOARD_F "*) return 0 ;; esac
  fi
  return 1
}
kneeboard_never() { ( set -C; echo never >"$KNEEBOARD_D/claim" ) 2>/dev/null; }
kneeboard_short_sleep() { sleep "$1" 2>/dev/null || sleep 1; }
`

const follow = `
kneeboard_begin() {
  printf '%s' "$KNEEBOARD_B" >"$KNEEBOARD_D/block"
  : >>"$KNEEBOARD_D/stdout"; : >>"$KNEEBOARD_D/stderr"
  KNEEBOARD_H=$(uname -n | tr -dc 'A-Za-z0-9._-')
  kneeboard_boot
  if command -v setsid >/dev/null 2>&1; then KNEEBOARD_Z=setsid; else KNEEBOARD_Z=env; fi
  # Without setsid the group is the one the server made for this connection.
  KNEEBOARD_Q=self
  [ "$KNEEBOARD_Z" = setsid ] || KNEEBOARD_Q=$(ps -o pgid= -p "$$" | tr -dc '0-9')
  "$KNEEBOARD_Z" /bin/sh -c "$KNEEBOARD_R" kneeboard "$KNEEBOARD_F" "$KNEEBOARD_D" "$KNEEBOARD_C" "$KNEEBOARD_W" \\
    "$KNEEBOARD_X" "$KNEEBOARD_Q" "$KNEEBOARD_H" "$KNEEBOARD_T" \\
    </dev/null >>"$KNEEBOARD_D/stdout" 2>>"$KNEEBOARD_D/stderr" &
  KNEEBOARD_L=0
  while [ ! -s "$KNEEBOARD_D/claim" ] && [ "$KNEEBOARD_L" -lt 100 ]; do
    kneeboard_short_sleep 0.05
    KNEEBOARD_L=$((KNEEBOARD_L + 1))
  done
}
kneeboard_send() {
  KNEEBOARD_A=$(($(wc -c <"$KNEEBOARD_D/$1") + 0))
  KNEEBOARD_E=$3
  if [ "$3" -ge "$KNEEBOARD_M" ]; then
    [ "$KNEEBOARD_A" -lt 65536 ] || : >"$KNEEBOARD_D/$1"
    return 0
  fi
  [ "$KNEEBOARD_A" -le "$KNEEBOARD_M" ] || KNEEBOARD_A=$KNEEBOARD_M
  while [ "$KNEEBOARD_E" -lt "$KNEEBOARD_A" ]; do
    KNEEBOARD_L=$((KNEEBOARD_A - KNEEBOARD_E))
    [ "$KNEEBOARD_L" -le 4194304 ] || KNEEBOARD_L=4194304
    printf '%s %s\\n' "$2" "$KNEEBOARD_L" || exit 1
    tail -c "+$((KNEEBOARD_E + 1))" "$KNEEBOARD_D/$1" | head -c "$KNEEBOARD_L" || exit 1
    KNEEBOARD_E=$((KNEEBOARD_E + KNEEBOARD_L))
    KNEEBOARD_Y=0.05
  done
}
kneeboard_done() {
  read -r KNEEBOARD_L && [ "$KNEEBOARD_L" = done ] && rm -rf "$KNEEBOARD_D"
  return 0
}
kneeboard_ended() {
  IFS= read -r KNEEBOARD_L <"$KNEEBOARD_D/exit" || return 1
  if [ -f "$KNEEBOARD_D/outputs" ]; then
    KNEEBOARD_A=$(($(wc -c <"$KNEEBOARD_D/outputs") + 0))
    if [ "$KNEEBOARD_A" -le 1048576 ]; then
      printf 'outputs %s\\n' "$KNEEBOARD_A"
      head -c "$KNEEBOARD_A" "$KNEEBOARD_D/outputs"
    fi
  fi
  printf 'exit %s\\n' "$KNEEBOARD_L"
  kneeboard_done
}
kneeboard_follow() {
  kneeboard_boot
  KNEEBOARD_Y=0.05 KNEEBOARD_J=0
  while :; do
    KNEEBOARD_O=no
    [ ! -s "$KNEEBOARD_D/exit" ] || KNEEBOARD_O=yes
    kneeboard_claim
    if [ "$KNEEBOARD_P" = never ]; then echo never; kneeboard_done; return; fi
    if [ "$KNEEBOARD_O" = no ]; then
      if [ "$KNEEBOARD_H" != "$(uname -n | tr -dc 'A-Za-z0-9._-')" ]; then printf 'elsewhere %s\\n' "$KNEEBOARD_H"; return; fi
      if [ "$KNEEBOARD_K" != "$KNEEBOARD_T" ]; then echo rebooted; return; fi
      if ! kneeboard_alive; then
        KNEEBOARD_O=gone
        [ ! -s "$KNEEBOARD_D/exit" ] || KNEEBOARD_O=yes
      fi
    fi
    kneeboard_send stdout out "$KNEEBOARD_U"; KNEEBOARD_U=$KNEEBOARD_E
    kneeboard_send stderr err "$KNEEBOARD_V"; KNEEBOARD_V=$KNEEBOARD_E
    [ "$KNEEBOARD_O" != yes ] || ! kneeboard_ended || return
    if [ "$KNEEBOARD_O" = gone ]; then
      [ -z "$KNEEBOARD_Q" ] || kill -s KILL -- "-$KNEEBOARD_Q" 2>/dev/null
      echo gone; kneeboard_done; return
    fi
    KNEEBOARD_J=$((KNEEBOARD_J + 1))
    # Nobody there any more is only found out by saying something.
    [ "$((KNEEBOARD_J % 8))" != 0 ] || echo beat || exit 1
    kneeboard_short_sleep "$KNEEBOARD_Y"
    case $KNEEBOARD_Y in 0.05) KNEEBOARD_Y=0.1 ;; 0.1) KNEEBOARD_Y=0.2 ;; *) KNEEBOARD_Y=0.4 ;; esac
  done
}
kneeboard_main() {
  umask 077
  # A group signal is for the command.
  trap : HUP INT QUIT TERM
  printf '\\nkneeboard %s\\n' "$KNEEBOARD_N"
  mkdir -p "$HOME/.cache/kneeboard" 2>/dev/null
  chmod 700 "$HOME/.cache/kneeboard" 2>/dev/null
  if mkdir "$KNEEBOARD_D" 2>/dev/null; then KNEEBOARD_L=fresh
  elif [ -d "$KNEEBOARD_D" ]; then KNEEBOARD_L=found
  else printf 'trouble %s\\n' "~/.cache/kneeboard cannot be made or written there"; return; fi
  if [ ! -e "$KNEEBOARD_D/claim" ]; then
    printf 'ready %s\\n' "$KNEEBOARD_L"
    read -r KNEEBOARD_L || return
    case $KNEEBOARD_L in
      go) kneeboard_begin ;;
      no) kneeboard_never ;;
      *) return ;;
    esac
  fi
  if [ ! -s "$KNEEBOARD_D/claim" ]; then printf 'trouble %s\\n' "~/.cache/kneeboard cannot be written there (is the disk full?)"; return; fi
  kneeboard_follow
}
`

const cancel = `
kneeboard_cancel() {
  umask 077
  printf '\\nkneeboard %s\\n' "$KNEEBOARD_N"
  if [ ! -d "$KNEEBOARD_D" ]; then echo none; return; fi
  if kneeboard_never; then echo never; return; fi
  KNEEBOARD_A=0
  kneeboard_claim
  while [ -z "$KNEEBOARD_K" ] && [ "$KNEEBOARD_P" != never ] && [ "$KNEEBOARD_A" -lt 20 ]; do
    kneeboard_short_sleep 0.1
    KNEEBOARD_A=$((KNEEBOARD_A + 1))
    kneeboard_claim
  done
  if [ "$KNEEBOARD_P" = never ]; then echo never; return; fi
  if [ -s "$KNEEBOARD_D/exit" ]; then echo ended; return; fi
  kneeboard_boot
  if [ "$KNEEBOARD_H" != "$(uname -n | tr -dc 'A-Za-z0-9._-')" ]; then printf 'elsewhere %s\\n' "$KNEEBOARD_H"; return; fi
  if [ "$KNEEBOARD_K" != "$KNEEBOARD_T" ]; then echo ended; return; fi
  # The group is signalled only while its leader is known to be ours.
  if ! kneeboard_alive || [ -z "$KNEEBOARD_Q" ]; then echo ended; return; fi
  kill -s TERM -- "-$KNEEBOARD_Q" 2>/dev/null
  KNEEBOARD_A=0
  while [ "$KNEEBOARD_A" -lt "$KNEEBOARD_G" ] && [ ! -s "$KNEEBOARD_D/exit" ]; do
    kneeboard_short_sleep 0.1
    KNEEBOARD_A=$((KNEEBOARD_A + 1))
  done
  kill -s KILL -- "-$KNEEBOARD_Q" 2>/dev/null
  echo ended
}
`
