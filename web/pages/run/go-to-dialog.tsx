import type { ReactElement } from 'react'
import { outlineOf } from '../../run/outline.ts'
import { useRun } from '../../run/use-run.ts'
import { stepLook, stepTitle } from '../../run/words.ts'
import { Dialog } from '../../ui/dialog.tsx'

/** Any step of the procedure; what lies between is passed over, what comes after a step gone back to may be stale. */
export function GoToDialog({
  onGo,
  onClose,
}: {
  readonly onGo: (instance: string) => void
  readonly onClose: () => void
}): ReactElement {
  const { state } = useRun()
  const rows = outlineOf(state).filter((row) => row.kind === 'step')
  return (
    <Dialog title="Go to which step?" onClose={onClose}>
      <ol className="options">
        {rows.map(
          (row) =>
            row.kind === 'step' && (
              <li key={row.id}>
                <button type="button" onClick={() => onGo(row.id)}>
                  <span className="option-number numbers">{row.number}</span>
                  {stepTitle(state, row.step, row.instance)}
                  <span className="tiny faint">{stepLook(row.instance, 'going').words}</span>
                </button>
              </li>
            ),
        )}
      </ol>
    </Dialog>
  )
}
