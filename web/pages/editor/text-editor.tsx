import { markdown } from '@codemirror/lang-markdown'
import { HighlightStyle, syntaxHighlighting } from '@codemirror/language'
import type { Diagnostic } from '@codemirror/lint'
import { lintGutter, setDiagnostics } from '@codemirror/lint'
import { keymap } from '@codemirror/view'
import { tags } from '@lezer/highlight'
import { basicSetup, EditorView } from 'codemirror'
import type { ReactElement } from 'react'
import { useEffect, useRef } from 'react'
import type { Finding } from '../../../src/lint/finding.ts'
import type { Linted } from './use-lint.ts'

/** The text under the hands. It holds the editor; what is typed is told, what is found is shown in it. */
export function TextEditor({
  text,
  lint,
  onChange,
  onSave,
}: {
  readonly text: string
  readonly lint: Linted
  readonly onChange: (text: string) => void
  readonly onSave: () => void
}): ReactElement {
  const box = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)
  const tell = useRef({ onChange, onSave })
  useEffect(() => {
    tell.current = { onChange, onSave }
  })
  useEffect(() => {
    if (!box.current) return undefined
    const editor = new EditorView({ doc: text, parent: box.current, extensions: extensions(tell) })
    view.current = editor
    // What scrolls is reached by the keyboard through the text in it.
    editor.scrollDOM.tabIndex = 0
    return () => editor.destroy()
    // The text it begins with; from then on it is the editor's own.
  }, [text])
  useEffect(() => {
    const editor = view.current
    if (!editor || editor.state.doc.toString() !== lint.text) return
    editor.dispatch(setDiagnostics(editor.state, lint.findings.map(diagnosticOf)))
  }, [lint])
  return <div className="text-editor" ref={box} />
}

type Told = { readonly current: { readonly onChange: (text: string) => void; readonly onSave: () => void } }

const extensions = (tell: Told) => [
  keymap.of([
    {
      key: 'Mod-s',
      preventDefault: true,
      run: () => {
        tell.current.onSave()
        return true
      },
    },
  ]),
  basicSetup,
  lintGutter(),
  markdown(),
  syntaxHighlighting(colours),
  EditorView.lineWrapping,
  EditorView.contentAttributes.of({ 'aria-label': 'Text of the runbook', spellcheck: 'true' }),
  EditorView.updateListener.of((update) => {
    if (update.docChanged) tell.current.onChange(update.state.doc.toString())
  }),
]

const colours = HighlightStyle.define([
  { tag: tags.heading, fontWeight: '600' },
  { tag: tags.strong, fontWeight: '600' },
  { tag: tags.emphasis, fontStyle: 'italic' },
  { tag: [tags.link, tags.url], color: 'var(--accent)' },
  { tag: [tags.monospace, tags.literal], color: 'var(--good)' },
  { tag: [tags.processingInstruction, tags.meta, tags.comment], color: 'var(--ink-faint)' },
])

/** A finding in its place, with what takes it away. */
const diagnosticOf = ({ message, remedy, rule, severity, range, fix }: Finding): Diagnostic => ({
  from: range.from,
  to: range.to,
  severity,
  source: rule,
  message: `${message} ${remedy}`,
  ...(fix
    ? {
        actions: [
          {
            name: fix.description,
            apply: (view) =>
              view.dispatch({
                changes: fix.replacements.map(({ range: { from, to }, text: insert }) => ({
                  from,
                  to,
                  insert,
                })),
              }),
          },
        ],
      }
    : {}),
})
