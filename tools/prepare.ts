import { spawnSync } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'

/** Servers and programs that tests start and that come from Debian: each known by a file it brings. */
const parts: readonly Part[] = [
  {
    package: 'postgresql',
    brings: [11, 12, 13, 14, 15, 16, 17, 18, 19].map(
      (version) => `/usr/lib/postgresql/${version}/bin/postgres`,
    ),
  },
  // The server without its service: tests start one of their own.
  { package: 'mariadb-server-core', brings: ['/usr/sbin/mariadbd'] },
  { package: 'mariadb-client-core', brings: ['/usr/bin/my_print_defaults'] },
  { package: 'openssh-server', brings: ['/usr/sbin/sshd'] },
  { package: 'openssh-client', brings: ['/usr/bin/ssh'] },
  // xmllint: what we write as XML is read by a real parser.
  { package: 'libxml2-utils', brings: ['/usr/bin/xmllint'] },
  // A clock that can be set back for one process alone.
  {
    package: 'libfaketime',
    brings: ['x86_64', 'aarch64'].map((cpu) => `/usr/lib/${cpu}-linux-gnu/faketime/libfaketime.so.1`),
  },
  {
    package: 'python3-venv',
    brings: [9, 10, 11, 12, 13, 14].map((version) => `/usr/lib/python3.${version}/ensurepip/__init__.py`),
  },
  { package: 'chromium', brings: ['/usr/bin/chromium', '/usr/bin/google-chrome'] },
]

/** A stand-in for AWS that speaks its protocols, in a virtual environment of Python's. */
const moto = { folder: 'node_modules/.cache/moto', package: 'moto[server]==5.2.5' }

type Part = { readonly package: string; readonly brings: readonly string[] }

/**
 * Installs what the tests need and this machine does not have, where that can be done (root, Debian), and says what
 * was done. Whatever is missing afterwards is no failure: its suites are skipped by name.
 */
export function prepare(): void {
  prepareDebian()
  prepareMoto()
}

function prepareDebian(): void {
  const missing = parts.filter(isMissing).map((part) => part.package)
  if (missing.length === 0) return
  const list = missing.join(', ')
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    console.log(`not there, and not installed without root and apt: ${list}; what needs them is skipped`)
    return
  }
  const started = performance.now()
  const trouble = withoutServices(() => install(missing))
  const seconds = Math.round((performance.now() - started) / 1000)
  if (trouble === undefined) console.log(`installed for the tests: ${list} (${seconds} s)`)
  else console.log(`could not install ${list}; what needs them is skipped\n${trouble}`)
}

function prepareMoto(): void {
  if (existsSync(`${moto.folder}/bin/moto_server`)) return
  const started = performance.now()
  const run = (program: string, ...words: string[]) =>
    spawnSync(program, words, { encoding: 'utf8', timeout: 8 * 60_000 })
  const made = run('python3', '-m', 'venv', moto.folder)
  const got = made.status === 0 ? run(`${moto.folder}/bin/pip`, 'install', '-q', moto.package) : made
  const seconds = Math.round((performance.now() - started) / 1000)
  if (got.status === 0) return console.log(`installed for the tests: ${moto.package} (${seconds} s)`)
  // Half of it is none: the next time tries again.
  rmSync(moto.folder, { recursive: true, force: true })
  const words = String(got.error ?? got.stderr)
    .trim()
    .split('\n')
    .slice(-3)
    .join('\n')
  console.log(`could not install ${moto.package}; what needs it is skipped\n${words}`)
}

const isMissing = ({ brings }: Part): boolean => !brings.some((file) => existsSync(file))

/** What went wrong, or nothing. Package lists may be old or absent: they are fetched only when it does not go without. */
function install(packages: readonly string[]): string | undefined {
  const get = ['install', '-y', '-qq', '--no-install-recommends', ...packages]
  if (apt(get) === undefined) return undefined
  return apt(['update', '-qq']) ?? apt(get)
}

function apt(words: readonly string[]): string | undefined {
  // Another apt may be at work: it is waited for.
  const { status, stdout, stderr } = spawnSync('apt-get', ['-o', 'DPkg::Lock::Timeout=120', ...words], {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    timeout: 5 * 60_000,
  })
  return status === 0 ? undefined : `${stdout}${stderr}`.trim().split('\n').slice(-5).join('\n')
}

/** Debian starts the services it installs, unless this file says not to. */
function withoutServices<Result>(work: () => Result): Result {
  const policy = '/usr/sbin/policy-rc.d'
  if (existsSync(policy)) return work()
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  try {
    return work()
  } finally {
    rmSync(policy)
  }
}
