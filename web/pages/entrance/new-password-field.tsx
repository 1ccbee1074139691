import type { ReactElement } from 'react'
import { useState } from 'react'
import { passwordProblem } from '../../../src/access/password-rule.ts'
import { TextField } from '../../ui/field.tsx'

/** What is wrong with a new password; undefined when it is taken. */
export const wrongPassword = (password: string, account: string): string | undefined =>
  passwordProblem(password, account.trim().toLowerCase())

/** A password to be chosen: the rule before it, what is wrong with it once one has left it, and a way to see it. */
export function NewPasswordField({
  label,
  value,
  account,
  onChange,
}: {
  readonly label: string
  readonly value: string
  readonly account: string
  readonly onChange: (value: string) => void
}): ReactElement {
  const [left, setLeft] = useState(false)
  const [shown, setShown] = useState(false)
  const problem = left && value !== '' ? wrongPassword(value, account) : undefined
  return (
    <>
      <TextField
        label={label}
        type={shown ? 'text' : 'password'}
        autoComplete="new-password"
        spellCheck={false}
        autoCapitalize="none"
        required
        value={value}
        onChange={onChange}
        onBlur={() => setLeft(true)}
        about="At least 12 characters, of any kind: a few words that nobody would guess. Not your name."
        wrong={problem === undefined ? undefined : `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`}
      />
      <label className="check-line">
        <input type="checkbox" checked={shown} onChange={({ target }) => setShown(target.checked)} />
        Show what I type
      </label>
    </>
  )
}
