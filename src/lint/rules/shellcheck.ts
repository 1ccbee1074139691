import { placeInShell } from '../place.ts'
import type { Rule } from '../rule.ts'

/** ShellCheck, where it is installed, has something to say of a block. */
export const shellcheck: Rule = {
  id: 'shellcheck',
  summary: 'ShellCheck, where it is installed, has nothing to say of the shell blocks.',
  severity: 'warning',
  profiles: ['default'],
  docs: {
    what: 'ShellCheck warns of a block that may be offered. It is asked when a program of that name is on the path, outside the library; its warnings about names that another block sets are left out.',
    bad: '',
    good: '',
    why: 'It knows hundreds of ways in which a command does something else than it seems to say.',
    source: 'https://www.shellcheck.net/',
  },
  check: ({ shell, facts }) =>
    shell.flatMap(({ block, judgement }) => {
      if (judgement.kind !== 'block') return []
      return (facts.shellNotes?.get(block.range.from) ?? []).map(({ code, message, range }) => ({
        message: `ShellCheck: ${message}`,
        remedy: `See https://www.shellcheck.net/wiki/SC${code}.`,
        range: placeInShell(block, judgement, range),
      }))
    }),
}
