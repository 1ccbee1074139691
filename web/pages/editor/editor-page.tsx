import './editor.css'
import '../runbook/runbook.css'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useBlocker, useParams, useSearch } from '@tanstack/react-router'
import type { ReactElement } from 'react'
import { useDeferredValue, useState } from 'react'
import type { WireRunbook } from '../../../src/contract/library.ts'
import { ask } from '../../client/ask.ts'
import { runbookQuery } from '../../client/queries.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Loading, TroubleNotice } from '../../ui/states.tsx'
import { useTitle } from '../../ui/title.ts'
import { Proposed } from './proposed.tsx'
import { Preview } from './preview.tsx'
import { TextEditor } from './text-editor.tsx'
import { useLint } from './use-lint.ts'

/** The text of a runbook, and beside it what Kneeboard makes of it as one types. */
export function EditorPage(): ReactElement {
  const { _splat: path = '' } = useParams({ from: '/edit/$' })
  const { at } = useSearch({ from: '/edit/$' })
  const asked = useQuery({ ...runbookQuery(path, at), staleTime: Infinity })
  useTitle(`Edit ${path}`)
  if (asked.data) return <Editor key={`${path} ${at ?? ''}`} opened={asked.data} />
  return (
    <div className="page">
      {asked.error ? (
        <TroubleNotice error={asked.error} onRetry={() => void asked.refetch()} />
      ) : (
        <Loading lines={10} />
      )}
    </div>
  )
}

/** What is on the server, as far as this page knows. */
type Saved = { readonly text: string; readonly hash: string }

function Editor({ opened }: { readonly opened: WireRunbook }): ReactElement {
  const { path } = opened
  const [saved, setSaved] = useState<Saved>({ text: opened.text, hash: opened.documentHash })
  const [text, setText] = useState(opened.text)
  const shown = useDeferredValue(text)
  const lint = useLint(path, shown)
  const client = useQueryClient()
  const changed = text !== saved.text
  useKeptUnsaved(changed)
  const save = useMutation({
    mutationFn: () => ask('saveRunbook', { body: { path, text, replaces: saved.hash } }),
    onSuccess: ({ documentHash }) => {
      setSaved({ text, hash: documentHash })
      void client.invalidateQueries({ queryKey: ['library'] })
      void client.invalidateQueries({ queryKey: ['runbook', path], refetchType: 'none' })
    },
  })
  const saveIt = (): void => {
    if (changed && !save.isPending) save.mutate()
  }
  return (
    <div className="editor">
      <header className="editor-head">
        <div>
          <h1>{path}</h1>
          <p className="small soft" role="status">
            {changed ? 'Not saved' : save.data?.proposal ? 'Saved on a branch' : 'Saved'} ·{' '}
            {findingWords(lint.findings.length)}
          </p>
        </div>
        <Link className="button" to="/runbook/$" params={{ _splat: path }}>
          <Icon name="back" size={16} /> The runbook
        </Link>
        <Button
          look="primary"
          disabled={!changed || save.isPending}
          onClick={saveIt}
          aria-keyshortcuts="Control+S"
        >
          {save.isPending ? 'Saving …' : 'Save'}
        </Button>
      </header>
      {save.error && <TroubleNotice error={save.error} />}
      {save.data?.proposal && <Proposed path={path} proposal={save.data.proposal} />}
      <div className="editor-parts">
        <TextEditor text={opened.text} lint={lint} onChange={setText} onSave={saveIt} />
        <Preview path={path} text={shown} findings={lint.text === shown ? lint.findings : []} />
      </div>
    </div>
  )
}

const findingWords = (count: number): string =>
  count === 0 ? 'no findings' : count === 1 ? '1 finding' : `${count} findings`

/** Whoever leaves with unsaved words is asked first. */
function useKeptUnsaved(changed: boolean): void {
  useBlocker({
    shouldBlockFn: () => changed && !globalThis.confirm('Leave without saving? What you wrote is lost.'),
    enableBeforeUnload: () => changed,
  })
}
