/** Reads secrets where a plan says they are: `env:NAME`, `file:PATH`, `prompt:NAME`. */
export interface Secrets {
  read(
    reference: string,
  ): Promise<
    | { readonly kind: 'secret'; readonly value: string }
    | { readonly kind: 'missing'; readonly why: string; readonly remedy: string }
  >
}
