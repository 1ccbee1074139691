import type { ReactElement } from 'react'
import { useId } from 'react'
import type { Mode } from '../../../src/run/mode.ts'

type Offered = Exclude<Mode, 'unattended'>

const modes: readonly (readonly [mode: Offered, name: string, about: string])[] = [
  ['checklist', 'Checklist', 'Nothing is executed: people do each step and tick it off.'],
  ['step', 'Step by step', 'Every command is shown first, and runs when someone presses.'],
  ['auto', 'Automatic', 'Runs by itself and stops where a person is needed.'],
]

export function ModeChoice({
  mode,
  onChange,
}: {
  readonly mode: Mode
  readonly onChange: (mode: Mode) => void
}): ReactElement {
  const about = useId()
  return (
    <fieldset className="mode-choice" aria-describedby={about}>
      <legend className="visually-hidden">How it is carried out</legend>
      <div className="segments">
        {modes.map(([value, name]) => (
          <label key={value}>
            <input
              type="radio"
              name="mode"
              value={value}
              checked={mode === value}
              onChange={() => onChange(value)}
            />
            {name}
          </label>
        ))}
      </div>
      <p className="tiny soft" id={about}>
        {modes.find(([value]) => value === mode)?.[2]}
      </p>
    </fieldset>
  )
}
