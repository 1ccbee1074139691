/**
 * The supervisor: POSIX shell, builtins only, given to `/bin/sh -c` with the effect id, the attempt's folder and
 * the name of its claim and the command as arguments. It is text in an argument, not a file, so that an upgrade cannot change it under a
 * shell that is still reading it.
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
