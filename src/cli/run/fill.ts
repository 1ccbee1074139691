import type { Plan } from '../../plan/plan.ts'
import { terminalLine } from '../../sink/terminal.ts'
import { replaceReferences } from '../../plan/reference.ts'
import type { ReadonlyRunState } from '../../run/state.ts'
import { lookUp, valueText } from '../../run/values.ts'

/** Puts the run's values where prose refers to them; secrets and what is not known yet stay as they are written. */
export const fillFrom =
  (state: ReadonlyRunState) =>
  (text: string): string =>
    replaceReferences(text, ({ name, range }) => {
      const found = lookUp({ state }, name)
      return found.kind === 'value' ? valueText(found.value) : text.slice(range.from, range.to)
    })

/** A step's title with the parameters it names; one line, safe for a terminal. */
export const titleLine = (plan: Plan, title: string): string =>
  terminalLine(
    replaceReferences(title, ({ name, range }) => {
      const value = Object.hasOwn(plan.values, name) ? plan.values[name] : undefined
      return value && 'value' in value ? valueText(value.value) : title.slice(range.from, range.to)
    }),
  )
