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
}

/** Looks at what the environment of a command points to. Reads files, runs nothing. */
export interface Landings {
  /** `variables` are the session's, over those of the environment. */
  look(directory: string, variables: Readonly<Record<string, string>>): Promise<Landing>
}
