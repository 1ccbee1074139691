import type { RunSpan } from '../../run/trace.ts'

type Attribute = {
  readonly key: string
  readonly value: { readonly stringValue: string } | { readonly intValue: string }
}

export type TraceSource = { readonly serviceName: string; readonly version: string; readonly host: string }

/**
 * Spans as OTLP/JSON (opentelemetry.io/docs/specs/otlp, "JSON Protobuf Encoding"): ids in hex, 64-bit numbers as
 * text, enums as numbers.
 */
export const traceRequest = (spans: readonly RunSpan[], { serviceName, version, host }: TraceSource) => ({
  resourceSpans: [
    {
      resource: {
        attributes: attributesOf({
          'service.name': serviceName,
          'service.version': version,
          'host.name': host,
        }),
      },
      scopeSpans: [{ scope: { name: 'kneeboard', version }, spans: spans.map(spanOf) }],
    },
  ],
})

/** SPAN_KIND_INTERNAL. */
const internal = 1
/** STATUS_CODE_UNSET, _OK, _ERROR. */
const codes = { neither: 0, good: 1, failed: 2 } as const satisfies Record<RunSpan['outcome'], number>

const spanOf = ({ trace, id, parent, link, name, from, to, outcome, attributes }: RunSpan) => ({
  traceId: trace,
  spanId: id,
  ...(parent === undefined ? {} : { parentSpanId: parent }),
  name,
  kind: internal,
  startTimeUnixNano: nanos(from),
  endTimeUnixNano: nanos(to),
  attributes: attributesOf(attributes),
  ...(link ? { links: [{ traceId: link.trace, spanId: link.id }] } : {}),
  status: { code: codes[outcome] },
})

const nanos = (ms: number): string => `${BigInt(Math.round(ms)) * 1_000_000n}`

const attributesOf = (attributes: RunSpan['attributes']): readonly Attribute[] =>
  Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: `${value}` } : { stringValue: value },
  }))
