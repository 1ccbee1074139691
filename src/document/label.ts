import type { Range } from '../text/range.ts'
import type { Block } from './block.ts'

/** A condition that can be looked at after (or before) a block: format.md §5, `Expect:`. */
export type Check =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'pattern'; readonly pattern: string; readonly flags: string }
  | { readonly kind: 'exit'; readonly code: number }
  /** `status 201`, `status 2xx`: of an answer over HTTP. `written` is what it says to any other command. */
  | { readonly kind: 'status'; readonly status: string; readonly written: string }
  /** `header content-type: json`, `header etag: /^"/`: of an answer over HTTP. */
  | { readonly kind: 'header'; readonly name: string; readonly value: HeaderValue; readonly written: string }
  /** `.items[0].status == "Running"`: a path into JSON output and a comparison with a scalar. */
  | {
      readonly kind: 'path'
      readonly path: readonly (string | number)[]
      readonly operator: '==' | '!=' | '<' | '<=' | '>' | '>='
      readonly value: string | number | boolean | null
    }
  /** The fence below the label: exit 0 means yes. */
  | { readonly kind: 'command'; readonly block: Block }
  /** Words for a person: asked as a question. */
  | { readonly kind: 'person'; readonly text: string }

/** What a header must hold. */
export type HeaderValue =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'pattern'; readonly pattern: string; readonly flags: string }

/** What follows a failure: `If it fails:`. `guidance` is free text, shown when the failure is asked about. */
export type FailurePolicy =
  | { readonly kind: 'abort' }
  | { readonly kind: 'continue' }
  | { readonly kind: 'retry'; readonly times: number; readonly everyMs: number }
  /** A step's title in quotes, or the fragment of a heading link. */
  | { readonly kind: 'go-to'; readonly target: string }
  | { readonly kind: 'roll-back' }
  | { readonly kind: 'escalate' }
  | { readonly kind: 'guidance'; readonly text: string }

export type Backoff = 'constant' | 'doubling'

export type OutputRule =
  | { readonly kind: 'path'; readonly path: readonly (string | number)[] }
  | { readonly kind: 'pattern'; readonly pattern: string }
  | { readonly kind: 'line'; readonly line: number }

/** What a labelled line says; one kind a word of format.md §5. */
export type LabelContent =
  /** Checks the nearest block above; with a fence below, that fence is sample output. */
  | { readonly kind: 'expect'; readonly check: Check }
  | { readonly kind: 'verify'; readonly check: Check }
  | { readonly kind: 'already-done-if'; readonly check: Check }
  | { readonly kind: 'if-it-fails'; readonly policy: FailurePolicy }
  | { readonly kind: 'timeout'; readonly durationMs: number }
  | { readonly kind: 'retry'; readonly times: number; readonly everyMs: number; readonly backoff: Backoff }
  | { readonly kind: 'only-if'; readonly expression: string }
  | {
      readonly kind: 'for-each'
      readonly variable: string
      readonly list: string
      readonly concurrency: number
      readonly errorsMax?: number
    }
  | { readonly kind: 'output'; readonly name: string; readonly rule: OutputRule }
  /** A fence below the label, or words for a person. */
  | { readonly kind: 'undo'; readonly block?: Block; readonly text: string }
  | { readonly kind: 'who'; readonly text: string }
  | { readonly kind: 'takes'; readonly durationMs: number }
  | { readonly kind: 'evidence'; readonly text: string }

/** A labelled line and where it stands. `block`, when there is a fence below, belongs to the label alone. */
export type Label = LabelContent & { readonly range: Range; readonly valueRange: Range }

export type LabelKind = LabelContent['kind']
