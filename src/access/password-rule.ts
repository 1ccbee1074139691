/** NIST SP 800-63B: length is what counts, and no rule of which characters. */
const charsMin = 12
/** Longer ones cost hashing time and no guesser's. */
export const passwordCharsMax = 256

/** Why a password is not taken; undefined when it is. */
export function passwordProblem(password: string, account: string): string | undefined {
  const length = password.length
  if (length < charsMin) return `a password has at least ${charsMin} characters`
  if (length > passwordCharsMax) return `a password has at most ${passwordCharsMax} characters`
  const plain = password.toLowerCase()
  if (plain.includes(account) && length - account.length < charsMin / 2)
    return 'the password is little more than the name'
  return new Set(plain).size < 5 ? 'the password is a few characters over and over' : undefined
}
