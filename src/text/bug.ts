/** Thrown only when the program itself is wrong; never for anything a user, a file or a network can cause. */
export class Bug extends Error {
  override readonly name = 'Bug'
}

/** For the default branch of a switch over a closed union: the compiler finds the gap before this ever runs. */
export function never(value: never): never {
  throw new Bug(`unexpected ${JSON.stringify(value)}`)
}
