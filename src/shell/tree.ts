import type { ParsedScript, SyntaxNode, WordPart } from 'unbash'
import { forEachChild } from 'unbash'

/** How a tree's comparison reads the text of its leaves. */
export type Reading = {
  /** The source the tree was parsed from. */
  readonly source: string
  /** Splits plain text into pieces of text and holes. */
  readonly split: (text: string) => readonly Atom[]
  /** The key of a `${NAME}` that stands for a hole; one that stands unquoted in a word never does. */
  readonly keyOf: (name: string) => string | undefined
  /** Keys of words that only exist because a list has more, or fewer, than one element. */
  readonly extra: ReadonlySet<string>
}

/** A piece of a word: text as it is written, or a hole by its key, or something the shell expands. */
export type Atom = readonly ['text', string] | readonly ['hole', string] | readonly ['node', unknown]

/**
 * A tree as text for comparing, with every hole, however it is written, as its key: two sources have the same
 * shape exactly when a shell parses them to the same tree but for what stands in the holes.
 */
export const shapeOf = (script: ParsedScript, reading: Reading): string =>
  JSON.stringify(nodeShape(script, reading))

function nodeShape(node: SyntaxNode, reading: Reading): unknown {
  switch (node.type) {
    case 'Word':
      return [node.type, atomsOf(node, node.parts, 'bare', reading)]
    case 'HereDocBody':
    case 'ArithmeticWord':
      return [node.type, atomsOf(node, node.parts, 'quoted', reading)]
    case 'Assignment':
      return [
        node.type,
        node.name,
        node.append ?? false,
        node.index && nodeShape(node.index, reading),
        nodeShape(node.value, reading),
      ]
    case 'HereDocDelimiter':
    case 'FileDescriptor':
    case 'FileDescriptorVariable':
      return [node.type, textOf(node, reading)]
    case 'ArithmeticCommand':
      if (node.expression === undefined) return [node.type, textOf(node, reading)]
      return [node.type, nodeShape(node.expression, reading)]
    default:
      return [node.type, scalarsOf(node), childrenOf(node, reading)]
  }
}

function childrenOf(node: SyntaxNode, reading: Reading): readonly unknown[] {
  const shapes: unknown[] = []
  forEachChild(node, (child) => {
    const lone = child.type === 'Word' ? loneHole(atomsOf(child, child.parts, 'bare', reading)) : undefined
    if (lone === undefined || !reading.extra.has(lone)) shapes.push(nodeShape(child, reading))
  })
  return shapes
}

/** What a node says beside its children: operators, keywords, whether it runs in the background. */
function scalarsOf(node: SyntaxNode): readonly unknown[] {
  const record: Readonly<Record<string, unknown>> = { ...node }
  return ['operator', 'operators', 'kind', 'background', 'terminator', 'quoted'].map(
    (key) => record[key] ?? null,
  )
}

type TextNode = { readonly pos: number; readonly end: number }

const textOf = (node: TextNode, { source }: Reading): string => source.slice(node.pos, node.end)

/** Whether an expansion there is split and matched against files, or taken as it is. */
type Quoting = 'bare' | 'quoted'

function atomsOf(
  node: TextNode,
  parts: readonly WordPart[] | undefined,
  quoting: Quoting,
  reading: Reading,
): readonly Atom[] {
  const atoms =
    parts === undefined
      ? reading.split(textOf(node, reading))
      : parts.flatMap((part) => partAtoms(part, quoting, reading))
  return merged(atoms)
}

function partAtoms(part: WordPart, quoting: Quoting, reading: Reading): readonly Atom[] {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
    case 'SimpleExpansion':
      return reading.split(textOf(part, reading))
    case 'ParameterExpansion':
      return parameterAtoms(part, quoting, reading)
    case 'DoubleQuoted': {
      const inner = atomsOf(part, part.parts, 'quoted', reading)
      return loneHole(inner) === undefined ? [['node', ['double', inner]]] : inner
    }
    case 'LocaleString':
      return [['node', ['locale', atomsOf(part, part.parts, 'quoted', reading)]]]
    case 'Glob':
    case 'BraceExpansion':
    case 'ExtendedGlob':
      return globAtoms(part, reading)
    case 'CommandExpansion':
    case 'ArithmeticExpansion':
    case 'ProcessSubstitution':
      return [['node', nodeShape(part, reading)]]
    default:
      return [['node', part]]
  }
}

/** Text around the parts of a glob (`[`, `@(`) is not itself a part: it is read from the source. */
function globAtoms(
  part: Extract<WordPart, { type: 'Glob' | 'BraceExpansion' | 'ExtendedGlob' }>,
  reading: Reading,
): readonly Atom[] {
  const atoms: Atom[] = []
  let at = part.pos
  for (const child of part.parts ?? []) {
    atoms.push(...reading.split(reading.source.slice(at, child.pos)), ...partAtoms(child, 'bare', reading))
    at = child.end
  }
  return [['node', [part.type, merged([...atoms, ...reading.split(reading.source.slice(at, part.end))])]]]
}

function parameterAtoms(
  part: Extract<WordPart, { type: 'ParameterExpansion' }>,
  quoting: Quoting,
  reading: Reading,
): readonly Atom[] {
  const text = textOf(part, reading)
  const taken = quoting === 'quoted' && text === `\${${part.parameter}}`
  const key = taken ? reading.keyOf(part.parameter) : undefined
  return key === undefined ? [['node', ['parameter', text]]] : [['hole', key]]
}

function merged(atoms: readonly Atom[]): readonly Atom[] {
  const found: Atom[] = []
  for (const atom of atoms) {
    const last = found.at(-1)
    if (atom[0] === 'text' && atom[1] === '') continue
    if (atom[0] === 'text' && last?.[0] === 'text') found[found.length - 1] = ['text', last[1] + atom[1]]
    else found.push(atom)
  }
  return found
}

const loneHole = (atoms: readonly Atom[]): string | undefined => {
  const [first] = atoms
  return atoms.length === 1 && first?.[0] === 'hole' ? first[1] : undefined
}
