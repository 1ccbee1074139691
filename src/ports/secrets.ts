/** Reads secrets where a plan says they are: `plan/secret-reference.ts`. */
export interface Secrets {
  read(
    reference: string,
  ): Promise<
    | { readonly kind: 'secret'; readonly value: string }
    | { readonly kind: 'missing'; readonly why: string; readonly remedy: string }
  >
}
