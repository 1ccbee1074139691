/** How much is logged: each level holds those after it. */
export const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const
export type LogLevel = (typeof logLevels)[number]

/** For machines, and for people. */
export const logFormats = ['json', 'text'] as const
export type LogFormat = (typeof logFormats)[number]

/** What a line of the log may hold: names, numbers, ids. Never a value, body, token, cookie or secret. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>

/** Where the server says what it does. */
export interface Log {
  info(fields: LogFields, message: string): void
  warn(fields: LogFields, message: string): void
  /** With what was thrown, which must hold no values. */
  error(fields: LogFields, message: string, thrown?: unknown): void
  /** Writes what is still held. */
  flush(): Promise<void>
}
