/** What a server lets its runs reach; plain data, for it is handed to the programs that connect. */
export type EgressPolicy = {
  /** As they are written: `host`, `host:port`, an address, a network. */
  readonly allow: readonly string[]
  /** Empty: all but those that are known to be something else than the web. */
  readonly ports: readonly number[]
}

/** How every refusal begins: what looks for them in an outcome looks for this. */
export const egressRefused = 'not connected'
