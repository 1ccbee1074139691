import type { InputHTMLAttributes, ReactElement, ReactNode } from 'react'
import { useId } from 'react'

type TextFieldProps = Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'value'> & {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  /** What to know before one types. */
  readonly about?: ReactNode
  /** Why what was typed is not taken. */
  readonly wrong?: string | undefined
}

/** A line to type in, with its name above it. */
export function TextField({ label, value, onChange, about, wrong, ...more }: TextFieldProps): ReactElement {
  const id = useId()
  const said = wrong ?? about
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="input"
        value={value}
        onChange={({ target }) => onChange(target.value)}
        {...(said === undefined ? {} : { 'aria-describedby': `${id}-about` })}
        {...(wrong === undefined ? {} : { 'aria-invalid': true })}
        {...more}
      />
      {said !== undefined && (
        <p id={`${id}-about`} className={wrong === undefined ? 'field-about' : 'field-wrong'}>
          {said}
        </p>
      )}
    </div>
  )
}

/** One of several, by name. */
export function Choice<T extends string>({
  label,
  value,
  options,
  onChange,
  about,
}: {
  readonly label: string
  readonly value: T
  readonly options: readonly (readonly [value: T, words: string])[]
  readonly onChange: (value: T) => void
  readonly about?: string
}): ReactElement {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        className="input"
        value={value}
        onChange={({ target }) => {
          const chosen = options.find(([each]) => each === target.value)
          if (chosen) onChange(chosen[0])
        }}
        {...(about === undefined ? {} : { 'aria-describedby': `${id}-about` })}
      >
        {options.map(([each, words]) => (
          <option key={each} value={each}>
            {words}
          </option>
        ))}
      </select>
      {about !== undefined && (
        <p id={`${id}-about`} className="field-about">
          {about}
        </p>
      )}
    </div>
  )
}
