import type { ReactElement } from 'react'
import { useMemo } from 'react'
import { readRunbook } from '../../../src/document/read.ts'
import type { Finding } from '../../../src/lint/finding.ts'
import { offersOf } from '../../../src/plan/offer.ts'
import { planTree } from '../../../src/plan/tree.ts'
import { lineStarts } from '../../../src/text/range.ts'
import { sourceOf } from '../../../src/text/source.ts'
import { RunbookText } from '../runbook/runbook-text.tsx'

/** Variables every command has are known to the server only; without them a few more holes are seen. */
const environment: ReadonlySet<string> = new Set(['HOME', 'PATH', 'USER', 'LANG', 'SHELL', 'TMPDIR'])

/** The text as its page will show it: read here, by the functions the server reads it with. */
export function Preview({
  path,
  text,
  findings,
}: {
  readonly path: string
  readonly text: string
  readonly findings: readonly Finding[]
}): ReactElement | null {
  const tree = useMemo(() => {
    const runbook = readRunbook(sourceOf(text), path.split('/').at(-1) ?? path)
    return planTree({ runbook, offers: offersOf(runbook, environment), starts: lineStarts(text) }, undefined)
  }, [path, text])
  if (tree.kind === 'no-section') return null
  return (
    <section className="runbook-text editor-preview" aria-label="Preview">
      <RunbookText runbook={{ path, text, tree, findings: [...findings] }} />
    </section>
  )
}
