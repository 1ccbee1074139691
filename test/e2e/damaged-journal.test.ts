import { execFileSync, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { desksWith } from '../desk.ts'
import { entry, environmentOf, inPipe } from './kneeboard.ts'

const desk = desksWith(() => ({
  'damage.md': `# Damage

## Steps

1. Look

   \`\`\`bash {auto}
   echo looked | tee -a "$EFFECTS"
   \`\`\`

2. Change

   \`\`\`bash {auto}
   echo changed | tee -a "$EFFECTS"; sleep 0.3
   \`\`\`

3. Look again by hand
`,
}))

const here = desk()
const base = dirname(here.folder)
const effects = join(base, 'effects')
const bytesOf = (file: string): Buffer => readFileSync(file)

/** Puts random-looking bytes in the place of others: the same ones every time. */
const garbage = (length: number): Buffer => {
  const bytes = Buffer.alloc(length)
  let word = 1
  for (let at = 0; at < length; at++) bytes[at] = (word = (word * 48_271) % 2_147_483_647) & 0xff
  return bytes
}

/** With the rights it has: Node's own copy opens folders to others. */
const copy = (from: string, to: string) => execFileSync('cp', ['-a', from, to])

function overwrite(file: string, at: number, bytes: Uint8Array): void {
  const whole = bytesOf(file)
  whole.set(bytes, at)
  writeFileSync(file, whole)
}

/** Two states of one data folder: left in the middle of a command by a kill, and at rest with its log written back. */
const killed = join(base, 'killed')
const rested = join(base, 'rested')

beforeAll(async () => {
  const source = readFileSync(join(here.folder, 'damage.md'), 'utf8')
  writeFileSync(join(here.folder, 'damage.md'), source.replaceAll('"$EFFECTS"', `'${effects}'`))
  const child = spawn(process.execPath, [entry, '--data', killed, 'run', 'damage.md', '--mode', 'auto'], {
    cwd: here.folder,
    env: environmentOf(here),
    stdio: 'ignore',
  })
  const gone = new Promise((resolve) => child.once('exit', resolve))
  while (!existsSync(effects) || !readFileSync(effects, 'utf8').includes('changed'))
    await new Promise((resolve) => setTimeout(resolve, 20))
  child.kill('SIGKILL')
  await gone
  // The command outlives it, and finds its end.
  await new Promise((resolve) => setTimeout(resolve, 600))
  copy(killed, rested)
  expect((await inPipe(here, ['--data', rested, 'resume'])).exit).toBe(3)
  expect(existsSync(join(rested, 'journal.sqlite-wal'))).toBe(false)
})

type Damage = {
  readonly of: string
  readonly how: (journal: string) => void
  readonly says: RegExp
}

const damages: Readonly<Record<string, Damage>> = {
  'a database cut off in the middle': {
    of: rested,
    how: (journal) => truncateSync(journal, Math.floor(statSync(journal).size / 2)),
    says: /malformed[^]*move the file away and restore it/,
  },
  'a database that begins with garbage': {
    of: rested,
    how: (journal) => overwrite(journal, 0, garbage(100)),
    says: /not a database[^]*move the file away and restore it/,
  },
  'an empty database': {
    of: rested,
    how: (journal) => truncateSync(journal, 0),
    says: /journal.sqlite is empty[^]*what one run printed[^]*restore the file[^]*mv '/,
  },
  'a database that is gone': {
    of: rested,
    how: (journal) => rmSync(journal),
    says: /journal.sqlite is gone[^]*what one run printed[^]*restore the file[^]*mv '/,
  },
  'a database that is gone, with its log still there': {
    of: killed,
    how: (journal) => rmSync(journal),
    says: /journal.sqlite is gone[^]*restore the file/,
  },
  'a log of garbage': {
    of: killed,
    how: (journal) => writeFileSync(`${journal}-wal`, garbage(statSync(`${journal}-wal`).size)),
    says: /-wal is damaged: its first bytes[^]*restore it[^]*mv '/,
  },
  'a log cut off in the middle': {
    of: killed,
    how: (journal) => truncateSync(`${journal}-wal`, statSync(`${journal}-wal`).size - 10_000),
    says: /-wal is damaged: it is cut off after[^]*restore it[^]*mv '/,
  },
  'a log with a few other bytes in the middle': {
    of: killed,
    how: (journal) => overwrite(`${journal}-wal`, statSync(`${journal}-wal`).size >> 1, garbage(3)),
    says: /-wal is damaged: what stands at byte[^]*restore it[^]*mv '/,
  },
  'a log that is gone': {
    of: killed,
    how: (journal) => rmSync(`${journal}-wal`),
    says: /-wal is damaged: it is gone[^]*restore it[^]*mv '/,
  },
  'a folder in its place': {
    of: rested,
    how: (journal) => {
      renameSync(journal, `${journal}.old`)
      mkdirSync(journal)
    },
    says: /EISDIR[^]*move what stands there away/,
  },
  ...(process.getuid?.() === 0
    ? {
        'a database of another user': {
          of: rested,
          how: (journal: string) => chownSync(journal, 65_534, 65_534),
          says: /is not a file of yours[^]*move it away/,
        },
      }
    : {
        'a database nobody may read': {
          of: rested,
          how: (journal: string) => chmodSync(journal, 0),
          says: /EACCES[^]*belongs to you/,
        },
      }),
  'a folder others may enter': {
    of: rested,
    how: (journal) => chmodSync(dirname(journal), 0o755),
    says: /others may enter[^]*chmod 700/,
  },
}

/** Every file of the folder that the journal is made of. */
const evidence = (data: string): readonly string[] =>
  readdirSync(data)
    .filter((name) => name.startsWith('journal'))
    .map((name) => {
      const file = join(data, name)
      const what = statSync(file).isFile()
        ? createHash('sha256').update(bytesOf(file)).digest('hex')
        : 'folder'
      return `${name} ${what}`
    })

describe('a damaged journal: what is wrong and what to do is said, and nothing is written', () => {
  for (const [number, [name, { of, how, says }]] of Object.entries(damages).entries())
    test(name, async () => {
      const data = join(base, `damage-${number}`)
      copy(of, data)
      how(join(data, 'journal.sqlite'))
      const before = evidence(data)
      const done = readFileSync(effects, 'utf8')
      const commands = [['runs'], ['resume'], ['run', 'damage.md'], ['audit', 'verify']]
      for (const { exit, out, err } of await Promise.all(
        commands.map((command) => inPipe(here, ['--data', data, ...command])),
      )) {
        expect(exit).toBe(2)
        expect(out + err.replaceAll(/\n +/g, ' ')).toMatch(says)
        expect(out + err).not.toMatch(/\n +at |Bug/)
      }
      expect(evidence(data)).toEqual(before)
      expect(readFileSync(effects, 'utf8')).toBe(done)
    })

  test('what it says to do makes it work again, without what was recorded last', async () => {
    const data = join(base, 'mended')
    copy(killed, data)
    const journal = join(data, 'journal.sqlite')
    overwrite(`${journal}-wal`, statSync(`${journal}-wal`).size >> 1, garbage(3))
    renameSync(`${journal}-wal`, `${journal}-wal.damaged`)
    rmSync(`${journal}-shm`)
    const { exit, out } = await inPipe(here, ['--data', data, 'runs'])
    expect({ exit, out }).toEqual({ exit: 0, out: expect.stringContaining('No runs yet') })
    expect(existsSync(`${journal}-wal.damaged`)).toBe(true)
  })

  test('a log that only a kill has left is no damage: the run goes on, and nothing is done twice', async () => {
    const data = join(base, 'whole')
    copy(killed, data)
    const { exit, out } = await inPipe(here, ['--data', data, 'resume'])
    expect(exit).toBe(3)
    expect(out).toContain('Look again by hand')
    expect(readFileSync(effects, 'utf8')).toBe('looked\nchanged\n')
  })

  test('other bytes in one entry: that run is not driven, others are, and which entry it is is said', async () => {
    const data = join(base, 'flipped')
    copy(rested, data)
    const journal = join(data, 'journal.sqlite')
    overwrite(journal, bytesOf(journal).indexOf('attempt.started'), Buffer.from('b'))
    const resumed = await inPipe(here, ['--data', data, 'resume'])
    expect(resumed.exit).toBe(2)
    expect(resumed.err.replaceAll(/\n +/g, ' ')).toMatch(/entry \d+ is not what was written[^]*audit verify/)
    const verified = await inPipe(here, ['--data', data, 'audit', 'verify'])
    expect(verified.exit).toBe(1)
    expect(verified.out).toMatch(/✗ run_[^]*entry \d+ is not what was written/)
  })
})
