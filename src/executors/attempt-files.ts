/**
 * Files of an attempt's folder that a command and its supervisor leave there. Whatever runs as the same user
 * can write them: they are read as data, and a run under the same user says `isolation: none`.
 */
export const attemptFiles = {
  /** What the attempt needs to be read after a restart. */
  attempt: 'attempt.json',
  /**
   * The supervisor's pid, made exclusively: whoever makes it decides whether the command ever runs. A supervisor that
   * stays adds its token, and, on a line of its own, the exit code.
   */
  claim: 'claim',
  /** The exit code and a newline, of any other supervisor. */
  exit: 'exit',
  /** Someone asked for it to end. */
  cancel: 'cancel',
  stdout: 'stdout',
  stderr: 'stderr',
  /** Variables and directory after a shell block. */
  session: 'session',
  /** `$KNEEBOARD_OUTPUT`. */
  outputs: 'outputs',
  /** What one of our own programs found, as JSON: looked at by checks and outputs instead of what it shows. */
  found: 'found.json',
  /** Status and headers of an answer, as JSON. */
  response: 'response.json',
  /** Why one of our own programs could not carry its action out. */
  trouble: 'trouble',
  /** How a resumable program's effect ended: its exit code and a newline. What its process exits with says nothing. */
  result: 'result',
  /** What no exit code says: that it never ran, or that nobody can tell. JSON. */
  verdict: 'verdict',
  /** A resumable program was started again: it is not the one that has the values. */
  resumed: 'resumed',
} as const

/** A line that a shell block adds to the claim instead of writing `session`: it set nothing and stayed where it was. */
export const sessionUnchanged = 'same'
