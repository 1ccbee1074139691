import type { ParsedScript } from 'unbash'
import { reservedName, variableName } from './names.ts'
import { settingsOf } from './settings.ts'

/** The names a block sets at its top level that a session may carry on: once each, reserved names left out. */
export const assignedNames = (script: ParsedScript): readonly string[] => [
  ...new Set(
    settingsOf(script)
      .filter((setting) => setting.lasts && variableName(setting.name) && !reservedName(setting.name))
      .map((setting) => setting.name),
  ),
]
