import type { Block } from '../block.ts'
import type { Reader } from './reader.ts'
import { unknownAttributes } from './attribute-names.ts'
import { readInfo } from './attributes.ts'
import { addProblem } from './reader.ts'
import type { NodeOf } from './tree.ts'

/** The block of a code node, or nothing when it is a directive of another system: that stays Markdown. */
export function blockOf(reader: Reader, node: NodeOf<'code'>, intro: string): Block | undefined {
  const { language, actionWord, attributes, directive } = readInfo(reader.text, node.info)
  if (directive) return undefined
  for (const { attribute, meant } of unknownAttributes(attributes)) {
    const message = `${JSON.stringify(attribute.name)} means nothing on a block and is ignored.`
    const remedy = meant === undefined ? 'Remove it.' : `Write ${JSON.stringify(meant)}.`
    addProblem(reader, 'attribute-unknown', attribute.range, { message, remedy })
  }
  return {
    range: node.range,
    fence: node.fence,
    closed: node.closed,
    language,
    ...(actionWord === undefined ? {} : { actionWord }),
    info: node.info,
    attributes,
    text: node.text,
    lineOffsets: node.lineOffsets,
    sample: isSample(intro, node.text),
  }
}

const announcesOutput = [
  /\b(?:example|sample|expected|typical|possible|following|resulting)\s+(?:output|results?|response)\b/,
  /\boutput\s*(?:is|as|should|will|would|might|may|looks?|like|resembling|example|similar|$)/,
  /^(?:the )?(?:output|response|returns?|results?)$/,
  /\byou(?:'ll| should| will| would| may| might| can expect to)(?: now| then| also)? (?:see|get|receive)\b/,
  /\b(?:similar to|something like|(?:should |will |would )?looks? (?:something )?like)(?: this| these| the following| below| so| that)?$/,
  /\blooks? (?:something )?like (?:this|these|the following) in\b[^.]{0,40}$/,
  /\b(?:should|will|would) (?:return|print|show|output|display|respond|look|give|say)\b/,
  /^(?:expect|expected)\b/,
  /\b(?:then )?(?:logs|prints|shows|reports) (?:the following|this|something like)\b/,
  /\b(?:errors?|messages?|logs?|log lines?|warnings?|entries|failures?|exceptions?|alerts?)\b[^.]{0,40}\b(?:like|such as|similar to)(?: this| these| the following| below| so)?$/,
  /\b(?:the following|this|these|an?) (?:\S+ ){0,2}(?:error|warning|exception|failure|log)(?: (?:messages?|lines?|entry|entries))?$/,
]

/** Said outright, wherever in the paragraph it stands. */
const showsOutput =
  /\b(?:here|below|following|this) is (?:an? |the )?(?:example|sample) (?:of the )?output\b/i

/** "The following commands will show the versions": what they show comes later. */
const announcesItself =
  /\bthe following (?:\S+ ){0,2}(?:commands?|quer(?:y|ies)|scripts?)\b(?! (?:output|result|error))/

/** Words after which a fence holds a command, whatever else was said of output. */
const announcesCommand =
  /\b(?:run|running|execute|executing|type|enter|use|using|issue|command|query|script)\b[^.]{0,60}$/

/** Whether what introduces a fence says that it shows what is printed. A `$ ` prompt shows commands again. */
export function isSample(intro: string, text: string): boolean {
  const words = lastWords(intro)
  if (words === '' || /^\s*\$ /.test(text)) return false
  if (showsOutput.test(intro.slice(-400))) return true
  if (announcesItself.test(words)) return false
  const output = Math.max(...announcesOutput.map((pattern) => words.search(pattern)))
  if (output === -1) return false
  // "Run X, you should see" shows output; "to see the output, run" shows the command.
  const command = words.search(announcesCommand)
  return command < output || /\b(?:output|result|response)\b[^.]{0,30}$/.test(words)
}

/** The last sentence before a fence, in lower case, without its marks. */
function lastWords(intro: string): string {
  const tail = intro.slice(-400).trimEnd().toLowerCase().replace(/[’]/g, "'").replace(/[`*_]/g, '')
  const sentence = tail.split(/[.!?]\s+|\n\s*\n|;\s/).at(-1) ?? ''
  return sentence
    .replace(/\s+/g, ' ')
    .replace(/[\s:.>]+$/, '')
    .trim()
}
