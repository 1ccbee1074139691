import { execFileSync, spawnSync } from 'node:child_process'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawn as spawnTerminal } from '@lydell/node-pty'
import { generateX25519Identity, identityToRecipient } from 'age-encryption'
import { publint } from 'publint'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { sopsFile } from '../executor/sops-file.ts'

const root = join(import.meta.dirname, '../..')
const folder = mkdtempSync(join(tmpdir(), 'kb-package-'))
const library = join(folder, 'library')
const installed = join(folder, 'node_modules/kneeboard')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The tarball as it would be published, unpacked where a package manager would put it. */
beforeAll(() => {
  execFileSync(process.execPath, ['tools/build.ts'], { cwd: root })
  execFileSync('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], {
    cwd: root,
    stdio: 'pipe',
  })
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? ''
  mkdirSync(library)
  mkdirSync(installed, { recursive: true })
  execFileSync('tar', ['-xzf', join(folder, tarball), '-C', installed, '--strip-components=1'])
  mkdirSync(join(folder, 'node_modules/@bufbuild'))
  symlinkSync(join(root, 'node_modules/@bufbuild/cel'), join(folder, 'node_modules/@bufbuild/cel'))
  mkdirSync(join(folder, 'node_modules/@lydell'))
  symlinkSync(join(root, 'node_modules/@lydell/node-pty'), join(folder, 'node_modules/@lydell/node-pty'))
}, 120_000)

const kneeboard = (...args: readonly string[]) =>
  spawnSync(
    process.execPath,
    [join(installed, 'bin/kneeboard.js'), '--data', join(folder, 'data'), ...args],
    { cwd: library, encoding: 'utf8' },
  )

describe('the published package', () => {
  it('holds what it needs and nothing else', () => {
    expect(readdirSync(installed).toSorted()).toEqual(['LICENSE', 'README.md', 'bin', 'dist', 'package.json'])
  })

  it('has nothing publint complains of', async () => {
    const { messages } = await publint({ pkgDir: installed, strict: true })
    expect(messages.filter(({ type }) => type !== 'suggestion')).toEqual([])
  })

  it('has the pages, and nothing they are made from', () => {
    const pages = join(installed, 'dist/web')
    expect(readdirSync(pages).toSorted()).toEqual(['assets', 'icon.svg', 'index.html', 'theme.js'])
    // The policy of the server lets no script run that is written into a page.
    expect(readFileSync(join(pages, 'index.html'), 'utf8')).not.toMatch(/<script(?![^>]* src="\/)/)
    expect(readdirSync(join(pages, 'assets')).filter((name) => !/\.(?:js|css|woff2)$/.test(name))).toEqual([])
  })

  it('says its version', () => expect(kneeboard('--version').stdout).toBe('0.1.0\n'))

  it('runs shell, SQL and a condition, each by its own bundled part', () => {
    const block = (info: string, text: string, more = '') =>
      `1. ${info}\n\n   \`\`\`${info}\n   ${text}\n   \`\`\`\n${more}`
    const steps = [
      block('bash {auto}', 'echo from shell', '\n   Only if: params.n > 1\n'),
      block('sql {auto connection="sqlite:a.db?mode=rwc"}', "SELECT 'from sql' AS said;"),
    ]
    const parameters = '## Parameters\n\n| Name | Type | Default |\n|---|---|---|\n| n | integer | 2 |\n'
    writeFileSync(join(library, 'a.md'), `# A\n\n${parameters}\n## Steps\n\n${steps.join('\n')}`)
    const run = kneeboard('run', 'a.md', '--mode', 'unattended')
    expect(run.stderr).toBe('')
    expect(run.stdout).toContain('from shell')
    expect(run.stdout).toContain('from sql')
    expect(run.status).toBe(0)
  })

  it('gives a command a terminal, which a program of its own holds', { timeout: 60_000 }, async () => {
    writeFileSync(
      join(library, 'c.md'),
      '# C\n\n## Steps\n\n1. Sit\n\n   ```sh {auto tty}\n   tty; stty size\n   ```\n',
    )
    const words = [
      join(installed, 'bin/kneeboard.js'),
      '--data',
      join(folder, 'data'),
      'run',
      'c.md',
      '--mode',
      'unattended',
    ]
    const at = spawnTerminal(process.execPath, words, { cwd: library, cols: 77, rows: 21 })
    let screen = ''
    at.onData((text) => (screen += text))
    const exit = await new Promise((resolve) => at.onExit(({ exitCode }) => resolve(exitCode)))
    expect([exit, screen]).toEqual([0, expect.stringMatching(/\/dev\/pts\/\d+\s+21 77\s/)])
  })

  it.each(['postgres', 'mysql'])('speaks %s, from its own bundle', (scheme) => {
    const fence = `\`\`\`sql {auto connection="${scheme}://127.0.0.1:1/x"}`
    writeFileSync(join(library, 'b.md'), `# B\n\n## Steps\n\n1. Ask\n\n   ${fence}\n   SELECT 1\n   \`\`\`\n`)
    const run = kneeboard('run', 'b.md', '--mode', 'unattended')
    expect(run.stdout + run.stderr).toContain('127.0.0.1:1 cannot be used: connect ECONNREFUSED')
  })
  it(
    'has with it what reads secrets and other hosts, loaded when one is needed',
    { timeout: 120_000 },
    async () => {
      const identity = await generateX25519Identity()
      const file = await sopsFile({ db: { password: 'correct-horse' } }, await identityToRecipient(identity))
      writeFileSync(join(library, 'secrets.yaml'), file)
      const parameters = '## Parameters\n\n| Name | Type |\n|---|---|\n| token | secret |\n'
      const text =
        '1. Use it\n\n   ```bash {auto}\n   test {{ token }} = correct-horse && echo opened\n   ```\n'
      writeFileSync(join(library, 'b.md'), `# B\n\n${parameters}\n## Steps\n\n${text}`)
      const run = (place: string) =>
        spawnSync(
          process.execPath,
          [
            join(installed, 'bin/kneeboard.js'),
            '--data',
            join(folder, 'data'),
            'run',
            'b.md',
            '--mode',
            'unattended',
            '--param',
            `token=${place}`,
          ],
          {
            cwd: library,
            encoding: 'utf8',
            env: {
              PATH: '/usr/bin:/bin',
              HOME: folder,
              SOPS_AGE_KEY: identity,
              AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
              AWS_REGION: 'x',
              AWS_ACCESS_KEY_ID: 'x',
              AWS_SECRET_ACCESS_KEY: 'x',
            },
          },
        ).stdout
      expect(run('sops:secrets.yaml#db.password')).toContain('opened')
      expect(run('aws-secrets:prod/db')).toContain('AWS could not be asked for prod/db')
      expect(run('vault:kv/data/db#x')).toContain('VAULT_ADDR is not set')
      expect(run('command:db')).toContain('secrets.yaml does not exist')
    },
  )
})
