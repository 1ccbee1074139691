export type Signed =
  | { readonly kind: 'signed'; readonly key: string; readonly bytes: string }
  /** The key cannot be used: why, and what to do. */
  | { readonly kind: 'refused'; readonly why: string; readonly remedy: string }

/** Ed25519 signatures with keys of the user's. Public keys and signatures are base64url without padding. */
export interface Signatures {
  /** Signs with the private key in a file of the user's. */
  sign(message: string, keyFile: string): Promise<Signed>
  verify(message: string, signature: { readonly key: string; readonly bytes: string }): boolean
}
