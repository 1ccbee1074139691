import { limits } from './limits.ts'
import type { Reader } from './reader.ts'
import { addProblem } from './reader.ts'
import type { Node, Tree } from './tree.ts'

/** What is odd about the blocks themselves: fences never closed, nesting and paragraphs beyond the limits. */
export function treeProblems(reader: Reader, tree: Tree): void {
  for (const range of tree.tooDeep.slice(0, 1)) {
    const message = `Lists or quotes stand more than ${limits.depth} deep inside each other; what is deeper is text.`
    addProblem(reader, 'nesting-too-deep', range, { message, remedy: 'Use headings instead.' })
  }
  visit(reader, tree.nodes)
}

function visit(reader: Reader, nodes: readonly Node[]) {
  for (const node of nodes) {
    if (node.kind === 'code' && !node.closed) {
      const { from } = node.range
      const message = 'This fence is never closed: everything after it is read as code.'
      addProblem(
        reader,
        'unclosed-fence',
        { from, to: from + 3 },
        { message, remedy: 'Close it with the same characters, on a line of their own.' },
      )
    }
    if (node.kind === 'paragraph' && node.range.to - node.range.from > limits.inline) {
      const message = `A paragraph is longer than ${limits.inline / 1024} KiB; only its beginning is looked at.`
      addProblem(reader, 'inline-too-long', node.range, {
        message,
        remedy: 'Put a blank line between its parts.',
      })
    }
    if (node.kind === 'list') for (const item of node.items) visit(reader, item.children)
    if (node.kind === 'quote') visit(reader, node.children)
  }
}
