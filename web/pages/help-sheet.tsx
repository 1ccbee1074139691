import type { ReactElement } from 'react'
import { Dialog } from '../ui/dialog.tsx'

const sheets: readonly (readonly [
  title: string,
  keys: readonly (readonly [keys: string, words: string])[],
])[] = [
  [
    'Everywhere',
    [
      ['?', 'this sheet'],
      ['g l', 'library'],
      ['g r', 'runs'],
      ['g q', 'questions'],
      ['g o', 'overview'],
      ['/', 'search'],
    ],
  ],
  [
    'Library and lists',
    [
      ['j k', 'down, up'],
      ['Enter', 'open'],
      ['Esc', 'clear the search'],
    ],
  ],
  [
    'A run',
    [
      ['r', 'run the command shown; a dangerous one opens its confirmation'],
      ['d', 'done, or done by hand'],
      ['y', 'yes, it holds, or it happened'],
      ['s', 'skip, with a reason'],
      ['f', 'it failed; in a menu: finish'],
      ['e', 'edit the command'],
      ['b', 'go to another step'],
      ['n', 'note; where no is an answer, no'],
      ['m', 'remark on the text'],
      ['p', 'pause or go on'],
      ['.', 'back to the current step'],
    ],
  ],
]

export const HelpSheet = ({ onClose }: { readonly onClose: () => void }): ReactElement => (
  <Dialog title="Keyboard shortcuts" onClose={onClose}>
    <div className="help-sheet">
      {sheets.map(([title, keys]) => (
        <section key={title}>
          <h3>{title}</h3>
          <dl>
            {keys.map(([names, words]) => (
              <div key={names}>
                <dt>
                  {names.split(' ').map((name) => (
                    <kbd key={name}>{name}</kbd>
                  ))}
                </dt>
                <dd>{words}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  </Dialog>
)
