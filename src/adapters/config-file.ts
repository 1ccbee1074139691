import { join } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

/** `~/path`, from the home that was given. */
export const fromHome = (path: string, { HOME }: Environment): string =>
  path.startsWith('~/') ? join(HOME ?? '', path.slice(2)) : path

/** A file of the user's own configuration, outside any library: `~/.config/kneeboard/NAME`. */
export const configFile = (name: string, environment: Environment): string =>
  join(configFolder(environment), 'kneeboard', name)

export const configFolder = ({ XDG_CONFIG_HOME, HOME }: Environment): string =>
  XDG_CONFIG_HOME ?? join(HOME ?? '', '.config')
