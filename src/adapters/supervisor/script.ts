/**
 * The supervisor: POSIX shell, builtins only, given to `/bin/sh -c` with the effect id, the attempt's folder and
 * the command as arguments. It is text in an argument, not a file, so that an upgrade cannot change it under a
 * shell that is still reading it.
 *
 * - `set -C` makes the claim exclusive: whoever loses leaves, so a command runs at most once.
 * - `trap :` and not `trap ''`: an ignored signal would be ignored by the command as well.
 * - The exit code counts only with its newline; `>|` because the command could have put something there.
 */
export const supervisorScript = [
  'KB_D=$2',
  'shift 2',
  'trap : HUP INT QUIT TERM',
  'set -C',
  '{ echo $$ >"$KB_D/claim"; } 2>/dev/null || exit 111',
  'set +C',
  '"$@"',
  'KB_E=$?',
  '{ echo "$KB_E" >|"$KB_D/exit"; } 2>/dev/null',
  'exit "$KB_E"',
].join('\n')

/** Arguments of `/bin/sh`. The effect id is one whole argument: by it the supervisor is known to be ours. */
export const supervisorArguments = (
  effect: string,
  folder: string,
  argv: readonly string[],
): readonly string[] => ['-c', supervisorScript, 'kneeboard', effect, folder, ...argv]
