import { replaceReferences } from '../../plan/reference.ts'
import type { ReadonlyRunState } from '../../run/state.ts'
import { lookUp, valueText } from '../../run/values.ts'

/** Puts the run's values where prose refers to them; secrets and what is not known yet stay as they are written. */
export const fillFrom =
  (state: ReadonlyRunState) =>
  (text: string): string =>
    replaceReferences(text, ({ name, range }) => {
      const found = lookUp(state, name)
      return found.kind === 'value' ? valueText(found.value) : text.slice(range.from, range.to)
    })
