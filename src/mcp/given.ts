import type { Given } from '../plan/parameters.ts'

/** Values an agent gives for parameters: they are the person's it acts for, and checked as theirs are. */
export const valuesOf = (values: Readonly<Record<string, string>>): ReadonlyMap<string, Given> =>
  new Map(Object.entries(values).map(([name, text]) => [name, { text, origin: 'person' }]))
