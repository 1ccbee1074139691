import { maskedForms } from './mask-forms.ts'
import type { Patterns, Span } from './mask-scan.ts'
import { patternsOf, scan } from './mask-scan.ts'
import { rawStart } from './mask-view.ts'

/** Masks secrets in text that comes piece by piece. */
export type Masker = {
  /** What can be shown of everything given so far: it ends before anything that may yet become a secret. */
  push(text: string): string
  /** The rest, when nothing more comes. A secret that was cut off by the end is shown as far as it went. */
  end(): string
  /** UTF-16 units given that have not come out yet. Reading again from there, after a crash, leaks nothing. */
  held(): number
}

/** What stands for a secret: always four, so that it does not tell the length. */
export const mask = '••••'

/**
 * Masks every form of the secrets (`maskedForms`), across pieces, line breaks and colour sequences.
 * A secret shorter than four characters is not masked: it would hide half of any output and still be guessed.
 *
 * Masking prevents accidents; it is not a boundary. Known misses: other encodings (base32, rot13, hex with
 * blanks), compression, encryption, a secret printed in parts or character by character, UTF-16 output.
 */
export function makeMasker(secrets: readonly string[]): Masker {
  const patterns = patternsOf(maskedForms(secrets))
  let state: State = { pending: '', covered: 0 }
  return {
    push(text) {
      if (patterns.longest === 0) return text
      const step = advance(patterns, { ...state, pending: state.pending + text })
      state = step.state
      return step.out
    },
    end() {
      const { pending, covered } = state
      state = { pending: '', covered: 0 }
      return pending === '' ? '' : finish(patterns, { pending, covered })
    },
    held: () => state.pending.length,
  }
}

/** Masks a whole text. */
export function maskText(secrets: readonly string[], text: string): string {
  const masker = makeMasker(secrets)
  return masker.push(text) + masker.end()
}

type State = {
  readonly pending: string
  /** How many of the pending view's first units belong to a secret whose mask has already been shown. */
  readonly covered: number
}

function advance(patterns: Patterns, { pending, covered }: State): { out: string; state: State } {
  const view = scan(patterns, pending)
  const spans = covered > 0 ? joined([{ from: 0, to: covered }, ...view.spans]) : view.spans
  const last = spans.at(-1)
  let cut = view.incompleteAt ?? view.length
  // A cut inside a secret would be safe as long as we live, not when the rest is read again after a crash.
  // Only a secret that repeats without end would be held for ever.
  const heldMax = 4 * patterns.longest + 4096
  if (last && last.from < cut && cut < last.to && view.length - last.from <= heldMax) cut = last.from
  const cutRaw = cut < view.length ? rawStart(view, cut) : view.end
  const out = render(pending, spans, view, { cut, cutRaw, covered })
  const rest = last && last.from < cut && cut < last.to ? last.to - cut : 0
  const stillCovered = cut === 0 ? Math.max(covered, rest) : rest
  return { out, state: { pending: pending.slice(cutRaw), covered: stillCovered } }
}

function finish(patterns: Patterns, { pending, covered }: State): string {
  const view = scan(patterns, pending)
  const spans = covered > 0 ? joined([{ from: 0, to: covered }, ...view.spans]) : view.spans
  return render(pending, spans, view, { cut: view.length, cutRaw: pending.length, covered })
}

type Cut = { readonly cut: number; readonly cutRaw: number; readonly covered: number }

/** The pending text up to the cut, with spans masked. Line breaks and colours inside a span stay. */
function render(
  pending: string,
  spans: readonly Span[],
  view: ReturnType<typeof scan>,
  { cut, cutRaw, covered }: Cut,
): string {
  let out = ''
  let at = 0
  let gap = 0
  for (const { from, to } of spans) {
    if (from >= cut) break
    const begin = rawStart(view, from)
    const end = rawStart(view, Math.min(to, cut) - 1) + 1
    out += pending.slice(at, begin)
    if (!(from === 0 && covered > 0)) out += mask
    while ((view.gaps[gap]?.from ?? Infinity) <= begin) gap++
    for (; (view.gaps[gap]?.to ?? Infinity) < end; gap++)
      out += pending.slice(view.gaps[gap]?.from, view.gaps[gap]?.to)
    at = end
  }
  return out + pending.slice(at, cutRaw)
}

/** Spans in order with those that touch or overlap made one. */
function joined(spans: readonly Span[]): Span[] {
  const result: Span[] = []
  for (const span of spans) {
    const last = result.at(-1)
    if (last && span.from <= last.to)
      result[result.length - 1] = { from: last.from, to: Math.max(last.to, span.to) }
    else result.push(span)
  }
  return result
}
