import * as z from 'zod/mini'
import type { Json } from '../hash/canonical.ts'
import type { Route } from './route.ts'
import { problemSchema } from './route.ts'

/** The doors as an OpenAPI 3.1 document: for programs that make clients, and for the reference page. */
export function openApi(routes: Readonly<Record<string, Route>>, version: string): Json {
  const paths: Record<string, Record<string, Json>> = {}
  for (const [name, route] of Object.entries(routes)) {
    const path = route.path.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(name, route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Kneeboard',
      version,
      description:
        'The verbs of the product over HTTP. Everything but GET needs the header `X-Kneeboard` with any value. A request that cannot be is answered with what happened and what to do.',
    },
    paths,
    components: { schemas: { Problem: schemaOf(problemSchema) } },
  }
}

function operation(name: string, route: Route): Json {
  return {
    operationId: name,
    summary: route.summary,
    parameters: [...parametersOf(route.params, 'path'), ...parametersOf(route.query, 'query')],
    ...(route.body ? { requestBody: { required: true, content: bodyOf(route, route.body) } } : {}),
    responses: { 200: answerOf(route), default: problem },
  }
}

const problem = {
  description: 'It cannot be: why, and what to do.',
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } },
}

const bodyOf = ({ fileBytesMax }: Route, body: z.ZodMiniType): Json =>
  fileBytesMax === undefined
    ? { 'application/json': { schema: schemaOf(body) } }
    : { 'application/octet-stream': {} }

function answerOf({ answer }: Route): Json {
  switch (answer.kind) {
    case 'json':
      return {
        description: 'As asked.',
        content: { 'application/json': { schema: schemaOf(answer.schema) } },
      }
    case 'events':
      return {
        description: 'Server-sent events; the id of each is its number.',
        content: { 'text/event-stream': { schema: schemaOf(answer.schema) } },
      }
    case 'bytes':
      return {
        description: 'A file.',
        content: Object.fromEntries(answer.mediaTypes.map((mediaType) => [mediaType, {}])),
      }
  }
}

function parametersOf(schema: z.ZodMiniObject | undefined, place: 'path' | 'query'): readonly Json[] {
  if (!schema) return []
  const { properties = {}, required = [] } = schemaOf(schema) as {
    properties?: Readonly<Record<string, Json>>
    required?: readonly string[]
  }
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }))
}

/** As a client writes it; values of other rooms are described in words. */
function schemaOf(schema: z.ZodMiniType): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
  return rest as Json
}
