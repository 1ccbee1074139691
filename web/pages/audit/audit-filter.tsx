import { useNavigate } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { useKeys } from '../../ui/keys.ts'
import type { AuditSearch } from './audit-search.ts'
import { parseAuditSearch } from './audit-search.ts'
import { Form } from '../../ui/form.tsx'

/** The beginnings of the types of entries, and what they are about. */
const kinds = [
  ['session', 'signing in and out'],
  ['access', 'refusals'],
  ['account', 'accounts'],
  ['password', 'passwords'],
  ['group', 'groups'],
  ['grant', 'roles'],
  ['token', 'tokens'],
  ['run', 'runs'],
  ['approval', 'approvals'],
  ['record', 'what was taken away'],
  ['value', 'what was erased'],
  ['runbook', 'runbooks'],
  ['library', 'what was published'],
  ['runner', 'runners'],
  ['folder', 'folders bound to runners'],
  ['ledger', 'the ledger itself'],
] as const

/** Narrows the audit: by what, by whom, by words. */
export function AuditFilter({ search }: { readonly search: AuditSearch }): ReactElement {
  const navigate = useNavigate()
  const [by, setBy] = useState(search.by ?? '')
  const [q, setQ] = useState(search.q ?? '')
  const look = (more: AuditSearch): void =>
    void navigate({
      to: '/audit',
      search: parseAuditSearch({ ...search, by: by.trim(), q: q.trim(), ...more }),
    })
  useKeys({ '/': () => document.querySelector<HTMLInputElement>('.audit-filter [type=search]')?.select() })
  return (
    <Form className="audit-filter" role="search" aria-label="Filter the audit" onSubmit={() => look({})}>
      <select
        className="input"
        aria-label="About"
        value={search.kind ?? ''}
        {...(search.kind === undefined ? {} : { 'data-chosen': '' })}
        onChange={({ target }) => look({ kind: target.value })}
      >
        <option value="">about anything</option>
        {kinds.map(([kind, words]) => (
          <option key={kind} value={kind}>
            {words}
          </option>
        ))}
      </select>
      <input
        className="input"
        aria-label="By"
        placeholder="by anybody"
        value={by}
        autoCapitalize="none"
        spellCheck={false}
        {...(search.by === undefined ? {} : { 'data-chosen': '' })}
        onChange={({ target }) => setBy(target.value)}
      />
      <input
        type="search"
        className="input"
        aria-label="Words in it"
        placeholder="words in it"
        value={q}
        {...(search.q === undefined ? {} : { 'data-chosen': '' })}
        onChange={({ target }) => setQ(target.value)}
      />
      <Button type="submit" size="small" icon="filter">
        Filter
      </Button>
      {Object.keys(search).length > 0 && (
        <Button
          look="quiet"
          size="small"
          icon="cross"
          onClick={() => void navigate({ to: '/audit', search: {} })}
        >
          Everything
        </Button>
      )}
    </Form>
  )
}
