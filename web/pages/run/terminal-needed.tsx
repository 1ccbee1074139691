import type { ReactElement } from 'react'
import type { ActionInput } from '../../../src/action/action.ts'
import { useRun } from '../../run/use-run.ts'
import { CopyLine } from '../../ui/copy.tsx'
import { Icon } from '../../ui/icon.tsx'

/** It asks for a terminal, or its author says that it needs one. */
export const needsTerminal = (input: ActionInput | undefined): boolean =>
  input?.action === 'shell' && input.tty

/** A page is no terminal, and the server has none: the command is begun, and typed in, in one. */
export function TerminalNeeded(): ReactElement {
  const { run } = useRun().state
  return (
    <div className="notice" data-tone="warn">
      <Icon name="warning" size={16} />
      <div className="terminal-needed">
        <p>
          This command talks to a terminal, and a page is none. Join the run in a terminal on the server’s
          machine; it goes on there within half a minute, and the command is run there. What happens is seen
          here as before.
        </p>
        <CopyLine text={`kneeboard join ${run}`} label="Command that joins the run" />
      </div>
    </div>
  )
}
