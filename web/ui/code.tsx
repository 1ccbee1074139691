import './code.css'
import type { ReactElement, ReactNode } from 'react'
import { useMemo } from 'react'
import { visibleText } from '../../src/sink/visible.ts'
import { colourCode } from './colour-code.ts'

/** Code as it is written, coloured lightly; what cannot be seen in it is made visible. */
export function Code({
  text,
  language,
  head,
  feet,
}: {
  readonly text: string
  readonly language: string
  readonly head?: ReactNode
  readonly feet?: ReactNode
}): ReactElement {
  const shown = useMemo(() => colourCode(visibleText(text.replace(/\n+$/, '')), language), [text, language])
  return (
    <figure className="code">
      {head !== undefined && <figcaption>{head}</figcaption>}
      <pre tabIndex={0} aria-label={language === '' ? 'Code' : `Code: ${language}`}>
        <code>
          {shown.map(({ kind, text: part }, index) =>
            kind === 'plain' ? (
              part
            ) : (
              <span key={index} data-code={kind}>
                {part}
              </span>
            ),
          )}
        </code>
      </pre>
      {feet}
    </figure>
  )
}
