/** Where a command will land: shown before it is pressed, and recorded with the press. */
export type Landing = {
  readonly host: string
  readonly user: string
  readonly directory: string
  readonly kubeContext?: string
  readonly kubeNamespace?: string
  readonly awsProfile?: string
  readonly awsAccount?: string
  readonly awsRegion?: string
  /** Hosts on the way. */
  readonly through?: string
}

/** Another host, and the directory there (empty: where a login begins). */
export type FarAddress = {
  readonly host: string
  readonly user?: string
  readonly port?: number
  readonly jump: readonly string[]
  readonly there: string
}

/** Looks at what the environment of a command points to. Reads files, and asks an SSH client what its own say. */
export interface Landings {
  /** `variables` are the session's, over those of the environment. */
  look(directory: string, variables: Readonly<Record<string, string>>): Promise<Landing>
  /** Where a block on another host lands. Nothing is connected to. */
  lookFar(address: FarAddress): Promise<Landing>
}
