import { isBelow } from './grant.ts'

/** Commands of the runbooks below a folder are carried out by runners with this label, in this directory of theirs. */
export type Binding = {
  /** Relative to the library; empty is all of it. The deepest one counts. */
  readonly folder: string
  readonly label: string
  /** Absolute, on the runner. */
  readonly directory: string
}

/** The binding of the deepest folder that holds a path of the library. */
export function bindingFor(bindings: readonly Binding[], path: string): Binding | undefined {
  return bindings
    .filter(({ folder }) => folder === '' || isBelow(folder, path))
    .toSorted((a, b) => b.folder.length - a.folder.length)[0]
}
