import type { Landings } from '../../ports/landing.ts'

/** Where commands land that a runner carries out: what its environment points to, only it could tell. */
export const runnerLandings: Landings = {
  look: (directory) =>
    Promise.resolve({ host: 'the runner of this folder', user: 'its own user', directory }),
  lookFar: ({ host, user, there, jump }) =>
    Promise.resolve({
      host,
      user: user ?? 'whoever its SSH client names',
      directory: there,
      ...(jump.length === 0 ? {} : { through: jump.join(', ') }),
    }),
}
