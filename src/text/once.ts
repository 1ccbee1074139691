/** A value that is made when it is first asked for: for what takes milliseconds to make and is not always needed. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}
