import type { Styles } from './style.ts'

/** How something is to be written: what may be used, and how wide. */
export type View = { readonly columns: number; readonly styles: Styles }
