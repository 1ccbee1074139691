import { api } from '../contract/api.ts'
import { openApi } from '../contract/openapi.ts'
import type { Route } from '../contract/route.ts'
import { htmlText } from '../sink/html.ts'

/** The reference page: every door with what goes in and what comes out. One file, no script, nothing from elsewhere. */
export function referencePage(version: string): string {
  const routes: readonly (readonly [string, Route])[] = Object.entries(api)
  const described = openApi(api, version) as Described
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Kneeboard API</title>',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<style>${style}</style></head><body><main>`,
    `<h1>Kneeboard API</h1><p>Version ${htmlText(version)}. ${htmlText(described.info.description)} `,
    'The same for programs: <a href="/api/openapi.json">OpenAPI 3.1</a>.</p>',
    ...routes.map(([name, route]) => section(name, route, described)),
    '</main></body></html>\n',
  ].join('\n')
}

type Described = {
  readonly info: { readonly description: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
}
type Operation = {
  readonly parameters: readonly {
    readonly name: string
    readonly in: string
    readonly required: boolean
    readonly schema: unknown
  }[]
  readonly requestBody?: { readonly content: unknown }
  readonly responses: { readonly 200: { readonly content?: unknown } }
}

function section(name: string, { method, path, summary }: Route, { paths }: Described): string {
  const operation = paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]
  const parameters = operation?.parameters ?? []
  return [
    `<section id="${htmlText(name)}"><h2><b>${method}</b> <code>${htmlText(path)}</code></h2>`,
    `<p>${htmlText(summary)}</p>`,
    ...(parameters.length === 0
      ? []
      : [
          '<ul>',
          ...parameters.map(
            (each) =>
              `<li><code>${htmlText(each.name)}</code> in the ${htmlText(each.in)}${each.required ? '' : ', optional'}</li>`,
          ),
          '</ul>',
        ]),
    ...(operation?.requestBody ? [details('What goes in', operation.requestBody.content)] : []),
    details('What comes out', operation?.responses[200].content),
    '</section>',
  ].join('\n')
}

const details = (title: string, schema: unknown): string =>
  `<details><summary>${title}</summary><pre>${htmlText(JSON.stringify(schema, undefined, 2))}</pre></details>`

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
main { max-width: 54rem; margin: 2rem auto; padding: 0 1rem }
h2 { font-size: 1rem; margin: 2.5rem 0 0 } h2 b { display: inline-block; min-width: 3.5rem; opacity: .6 }
code, pre { font-family: ui-monospace, monospace; font-size: .875em }
pre { overflow: auto; max-height: 30rem; padding: 1rem; border: 1px solid color-mix(in srgb, currentColor 20%, transparent) }
summary { cursor: pointer } p { margin: .25rem 0 }
`
