import type { ReactElement } from 'react'
import { useId } from 'react'
import type { WireParameter } from '../../../src/contract/library.ts'
import { parseInputs } from '../../../src/plan/parameters.ts'
import type { Parameter } from '../../../src/document/parameter.ts'

type FieldProps = {
  readonly parameter: WireParameter
  /** Undefined: left as it is. */
  readonly value: string | undefined
  readonly onChange: (value: string) => void
}

/** One input of a runbook, checked as it is typed by the same function as the server's. */
export function ParameterField({ parameter, value, onChange }: FieldProps): ReactElement {
  const id = useId()
  const { name, description, type, required } = parameter
  const wrong = value === undefined ? undefined : problemWith(parameter, value)
  const about = [`${id}-about`, ...(wrong === undefined ? [] : [`${id}-wrong`])].join(' ')
  return (
    <div className="field">
      <label htmlFor={id}>
        <code>{name}</code>
        {required && parameter.default === undefined && <span className="faint"> required</span>}
      </label>
      <Control {...{ parameter, value, onChange, id, about, wrong: wrong !== undefined }} />
      <p className="field-about" id={`${id}-about`}>
        {description} <span className="faint">{typeWords(type)}</span>
      </p>
      {wrong !== undefined && (
        <p className="field-wrong" id={`${id}-wrong`} role="alert">
          {wrong}
        </p>
      )}
    </div>
  )
}

const typeWords = (type: string): string => (type === 'string' || type === 'choice' ? '' : `(${type})`)

function problemWith(
  { default: usual, pattern, ...parameter }: WireParameter,
  text: string,
): string | undefined {
  if (text === (usual ?? '')) return undefined
  const whole: Parameter = {
    ...parameter,
    type: parameter.type as Parameter['type'],
    range: { from: 0, to: 0 },
    ...(usual === undefined ? {} : { default: usual }),
    ...(pattern === undefined ? {} : { pattern }),
  }
  const [problem] = parseInputs([whole], new Map([[parameter.name, { text, origin: 'person' }]])).problems
  return problem && `${problem.message}; ${problem.remedy}`
}

type ControlProps = FieldProps & { readonly id: string; readonly about: string; readonly wrong: boolean }

function Control({ parameter, value, onChange, id, about, wrong }: ControlProps): ReactElement {
  const { type, allowed, default: usual = '', name } = parameter
  const common = {
    id,
    className: 'input',
    'data-mono': '',
    'aria-describedby': about,
    ...(wrong ? { 'aria-invalid': true } : {}),
  }
  const shown = value ?? usual
  const options = type === 'boolean' && allowed.length === 0 ? ['true', 'false'] : allowed
  if (options.length > 0)
    return (
      <select {...common} value={shown} onChange={({ target }) => onChange(target.value)}>
        {!options.includes(usual) && <option value="">choose …</option>}
        {options.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </select>
    )
  if (type === 'text' || type === 'list' || type === 'map')
    return <textarea {...common} value={shown} onChange={({ target }) => onChange(target.value)} />
  if (type === 'secret') return <SecretPlace {...{ common, name, shown, onChange }} />
  return (
    <input
      {...common}
      type={type === 'date' ? 'date' : 'text'}
      inputMode={type === 'integer' ? 'numeric' : type === 'number' ? 'decimal' : undefined}
      autoComplete="off"
      spellCheck={false}
      value={shown}
      onChange={({ target }) => onChange(target.value)}
    />
  )
}

/** A secret is named by where the server reads it; its text never comes through a browser. */
function SecretPlace({
  common,
  name,
  shown,
  onChange,
}: {
  readonly common: object
  readonly name: string
  readonly shown: string
  readonly onChange: (value: string) => void
}): ReactElement {
  const [kind = 'env', ...rest] = (shown === '' ? 'env:' : shown).split(':')
  const place = rest.join(':')
  return (
    <span className="secret-place">
      <select
        className="input"
        aria-label={`Where ${name} is read`}
        value={kind}
        onChange={({ target }) => onChange(`${target.value}:${place}`)}
      >
        <option value="env">variable</option>
        <option value="file">file</option>
      </select>
      <input
        {...common}
        type="text"
        autoComplete="off"
        spellCheck={false}
        placeholder={kind === 'file' ? '/run/secrets/token' : 'TOKEN'}
        value={place}
        onChange={({ target }) => onChange(`${kind}:${target.value}`)}
      />
    </span>
  )
}
