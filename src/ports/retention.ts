/** How long runs are kept when nobody says otherwise. */
export type RetentionRule =
  | { readonly kind: 'none' }
  | { readonly kind: 'rule'; readonly olderThanMs: number; readonly failed: 'keep' | 'delete' }
  | { readonly kind: 'refused'; readonly why: string; readonly remedy: string }
