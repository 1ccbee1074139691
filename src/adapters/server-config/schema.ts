import * as z from 'zod/mini'
import { logFormats, logLevels } from '../../ports/log.ts'
import { parseDuration } from '../../text/duration.ts'
import { parseAllowance } from '../../executors/egress/allowance.ts'

/**
 * Everything a server can be told, by file and by environment: docs/configuration.md and the JSON schema are made of
 * it. A new key is written here, in its section, with what it does and its default; nothing else lists keys.
 */
const describe = (text: string) => z.describe(text)

const duration = z.pipe(
  z
    .string()
    .check(z.refine((text) => (parseDuration(text) ?? 0) > 0, 'is no duration: write 30s, 12h or 400d')),
  z.transform((text: string) => parseDuration(text) ?? 0),
)

const time = z.pipe(
  z.string().check(z.refine((text) => parseDuration(text) !== undefined, 'is no time: write 0s or 10s')),
  z.transform((text: string) => parseDuration(text) ?? 0),
)

/** A day is the least: whoever means less wants to name the run. */
const days = z.pipe(
  z
    .string()
    .check(
      z.refine((text) => (parseDuration(text) ?? 0) >= 86_400_000, 'is no age of at least a day: write 400d'),
    ),
  z.transform((text: string) => parseDuration(text) ?? 0),
)

const httpUrl = z
  .string()
  .check(z.refine((text) => /^https?:\/\//.test(text) && URL.canParse(text), 'is no http or https address'))

const allowance = z
  .string()
  .check(
    z.refine(
      (text) => parseAllowance(text) !== undefined,
      'is no host, host:port, address or network: write db.internal, 10.0.0.0/8 or [::1]:9000',
    ),
  )

const path = z.string().check(z.minLength(1, 'is empty: write a path'))

const listen = z.strictObject({
  host: z
    ._default(z.string(), '127.0.0.1')
    .check(
      describe(
        'The address the server listens on. Beside loopback, `publicUrl` must say how browsers reach it. `0.0.0.0` is every address of the machine.',
      ),
    ),
  port: z
    ._default(z.int().check(z.gte(0), z.lte(65535)), 4600)
    .check(describe('The port; 0 is any that is free.')),
})

const retention = z.strictObject({
  olderThan: z
    .optional(days)
    .check(
      describe(
        'Runs in which nothing happened for so long after their end are deleted, each with an entry in the ledger; at least a day. Held runs stay. Without it nothing is ever deleted.',
      ),
    ),
  keepFailed: z
    ._default(z.boolean(), false)
    .check(describe('Keeps those that failed, were rolled back, or needed a person.')),
  every: z.prefault(duration, '1d').check(describe('How often old runs are looked for.')),
})

const log = z.strictObject({
  level: z
    ._default(z.enum(logLevels), 'info')
    .check(describe('What is logged: requests and runs at `info`, what went wrong at `warn` and `error`.')),
  format: z
    ._default(z.enum([...logFormats, 'auto']), 'auto')
    .check(
      describe(
        '`json`: a JSON object a line; `text`: a line for people; `auto`: text in a terminal, else JSON.',
      ),
    ),
})

const telemetry = z.strictObject({
  endpoint: z
    .optional(httpUrl)
    .check(
      describe(
        'Where traces go, by OTLP over HTTP: `/v1/traces` is added. Without it nothing is sent and nothing is loaded. Also `OTEL_EXPORTER_OTLP_ENDPOINT`.',
      ),
    ),
  headers: z
    ._default(z.record(z.string(), z.string()), {})
    .check(describe('Sent with traces: a token, usually. Also `OTEL_EXPORTER_OTLP_HEADERS`.')),
  serviceName: z
    ._default(z.string(), 'kneeboard')
    .check(describe('The name of this server in traces. Also `OTEL_SERVICE_NAME`.')),
})

const metrics = z.strictObject({
  enabled: z._default(z.boolean(), true).check(describe('Whether `/metrics` answers.')),
})

const egress = z.strictObject({
  allow: z
    ._default(z.array(allowance), [])
    .check(
      describe(
        'What requests, notifications and mail of runs may reach beside the outside: `host`, `host:port`, an address or a network (`10.1.0.0/16`), each with a port or without. Loopback, the addresses of this machine, link-local addresses and those of cloud metadata are refused unless they stand here; a name allows none of metadata.',
      ),
    ),
  ports: z
    ._default(z.array(z.int().check(z.gte(1), z.lte(65535))), [])
    .check(
      describe(
        'The only ports that may be connected to. Empty: all but those that browsers refuse (SSH, SMTP and others); mail has its own.',
      ),
    ),
})

const sessions = z.strictObject({
  lifetime: z.prefault(duration, '30d').check(describe('How long a browser that was let in comes in again.')),
})

const accounts = z.strictObject({
  enabled: z
    ._default(z.boolean(), false)
    .check(
      describe(
        'People sign in, with roles, tokens and an audit trail. Without it everything is done as the user who starts the server, for whoever holds the link it prints.',
      ),
    ),
})

const limits = z.strictObject({
  streams: z
    ._default(z.int().check(z.gte(1)), 5000)
    .check(describe('Live views (open pages of runs) at once.')),
  streamsPerSession: z
    ._default(z.int().check(z.gte(1)), 50)
    .check(describe('Live views of one browser or account at once.')),
})

const shutdown = z.strictObject({
  delay: z
    .prefault(time, '0s')
    .check(
      describe(
        'After the signal to stop, `/ready` says no for so long before connections are refused: as long as a balancer takes to notice.',
      ),
    ),
  grace: z
    .prefault(duration, '30s')
    .check(describe('Answers that are under way are given so long to finish.')),
})

export const configSchema = z.strictObject({
  listen: z.prefault(listen, {}),
  publicUrl: z
    .optional(httpUrl)
    .check(
      describe(
        'How browsers reach the server, where a proxy stands before it: `https://kneeboard.example.com`. With https the cookie is sent over TLS only.',
      ),
    ),
  library: z
    .optional(path)
    .check(
      describe(
        'Folder or repository of the runbooks (docs/library.md). Default: the git root, or the current folder.',
      ),
    ),
  ref: z
    .optional(z.string().check(z.minLength(1, 'is empty: name a branch')))
    .check(
      describe(
        'Of a repository, the branch that is published. Default: the one `libraries.yaml` names, else its own.',
      ),
    ),
  data: z
    .optional(path)
    .check(describe("Folder of the records. Default: in the user's state directory, one for each library.")),
  retention: z.prefault(retention, {}),
  log: z.prefault(log, {}),
  telemetry: z.prefault(telemetry, {}),
  metrics: z.prefault(metrics, {}),
  egress: z.prefault(egress, {}),
  accounts: z.prefault(accounts, {}),
  sessions: z.prefault(sessions, {}),
  limits: z.prefault(limits, {}),
  shutdown: z.prefault(shutdown, {}),
})

export type ServerConfig = z.output<typeof configSchema>
