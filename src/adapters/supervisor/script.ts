import type { Launch } from '../../executors/launch.ts'
import type { EffectId } from '../../run/id.ts'
import { attemptFiles } from '../../executors/attempt-files.ts'
import { shellQuoted } from '../../shell/quote.ts'
import { markName } from './process.ts'

/**
 * The supervisor: POSIX shell, builtins only, given to `/bin/sh -c` with the effect id, the attempt's folder, the name
 * of its claim and the command as arguments. It is text in an argument, not a file, so that an upgrade cannot change
 * it under a shell that is still reading it.
 *
 * - `set -C` makes the claim exclusive: whoever loses leaves, so a command runs at most once.
 * - `trap :` and not `trap ''`: an ignored signal would be ignored by the command as well.
 * - `KNEEBOARD_…`, because an assignment would change a value's variable of the same name (`KB_…`) for the command.
 * - The exit code counts only with its newline; `>|` because the command could have put something there.
 */
export const supervisorScript = [
  'KNEEBOARD_D=$2',
  'KNEEBOARD_C=$3',
  'shift 3',
  'trap : HUP INT QUIT TERM',
  'set -C',
  '{ echo $$ >"$KNEEBOARD_D/$KNEEBOARD_C"; } 2>/dev/null || exit 111',
  'set +C',
  '"$@"',
  'KNEEBOARD_E=$?',
  '{ echo "$KNEEBOARD_E" >|"$KNEEBOARD_D/exit"; } 2>/dev/null',
  'exit "$KNEEBOARD_E"',
].join('\n')

/** Arguments of `/bin/sh`. The effect id is one whole argument: by it the supervisor is known to be ours. */
export const supervisorArguments = (
  effect: string,
  folder: string,
  claim: string,
  argv: readonly string[],
): readonly string[] => ['-c', supervisorScript, 'kneeboard', effect, folder, claim, ...argv]

/** Arguments of `/bin/sh` for one that stays (`seat.ts`): by its token, which the claim repeats, it is known. */
export const seatArguments = (token: string): readonly string[] => ['-s', 'kneeboard', token]

/**
 * The same supervisor for one attempt after the other. `begin` waits at the gate, descriptor 3, for the line that the
 * claim is to hold, and takes the claim with it. `end CODE` writes the exit code behind the claim and says it, if the
 * claim is its own: else the command never began, and that is what it says. Where the code cannot be written, the
 * seat's own exit tells, as the supervisor's does.
 */
export const seatPrelude = `KNEEBOARD_T=$2
trap : HUP INT QUIT TERM
begin() {
  IFS= read -r KNEEBOARD_C <&3 || return 111
  set -C
  { echo "$KNEEBOARD_C" >"$KNEEBOARD_D/claim"; } 2>/dev/null
  KNEEBOARD_E=$?
  set +C
  return "$KNEEBOARD_E"
}
end() {
  KNEEBOARD_C=
  { IFS= read -r KNEEBOARD_C <"$KNEEBOARD_D/claim"; } 2>/dev/null
  cd / || :
  [ "$KNEEBOARD_C" = "$$ $KNEEBOARD_T" ] || { echo "none $1"; return; }
  { echo "$1" >>"$KNEEBOARD_D/claim"; } 2>/dev/null || exit "$1"
  echo "$1"
}
`

/** The line that opens the gate for one job. */
export const gateLine = (pid: number, token: string): string => `${pid} ${token}\n`

/** What a supervisor that stays is to do. */
export type Job = {
  readonly effect: EffectId
  readonly folder: string
  readonly launch: Pick<Launch, 'argv' | 'held' | 'cwd' | 'environment'>
}

/**
 * One order: read whole before any of it is done, so that half an order does nothing. The environment stands before
 * the command and is the command's alone; values are single words of ours and mean nothing to the shell. A program
 * that waits at the gate itself is begun at once; any other when the gate has opened.
 */
export function jobText({ effect, folder, launch }: Job): string {
  const file = (name: string): string => shellQuoted(`${folder}/${name}`)
  const environment = Object.entries({ ...launch.environment, [markName]: effect })
  const words = [
    ...environment.map(([name, value]) => `${name}=${shellQuoted(value)}`),
    ...(launch.held ?? launch.argv).map(shellQuoted),
  ]
  const gate = launch.held ? '' : ' 3<&-'
  return `{ KNEEBOARD_D=${shellQuoted(folder)}
${launch.held ? '' : 'begin && '}cd ${shellQuoted(launch.cwd)} 2>>${file(attemptFiles.stderr)} && unset OLDPWD &&
${words.join(' ')} </dev/null >>${file(attemptFiles.stdout)} 2>>${file(attemptFiles.stderr)}${gate}
end $?; }
`
}
