import type { ReactElement } from 'react'
import { useState } from 'react'
import { Button } from './button.tsx'

/** A text to take along, with the button that copies it; where there is no clipboard it can be selected. */
export function CopyLine({ text, label }: { readonly text: string; readonly label: string }): ReactElement {
  const [copied, setCopied] = useState(false)
  return (
    <span className="copy-line">
      <input
        className="input"
        data-mono=""
        readOnly
        value={text}
        aria-label={label}
        onFocus={({ target }) => target.select()}
      />
      <Button
        icon={copied ? 'check' : 'copy'}
        onClick={() => {
          // Only over https and on this machine there is one.
          void navigator.clipboard?.writeText(text).then(() => setCopied(true))
        }}
      >
        {copied ? 'Copied' : 'Copy'}
      </Button>
    </span>
  )
}
