import { openSqliteJournal } from '../../src/adapters/journal-sqlite/journal.ts'
import { Bug } from '../../src/text/bug.ts'
import { parseRunId } from '../../src/run/id.ts'
import { appendOf } from './run.ts'

/** The process that conformance tests kill: `node sqlite-writer.ts PATH RUN…` */
const [path = '', ...words] = process.argv.slice(2)
const journal = await openSqliteJournal(path)

await Promise.all(
  words.map(async (word) => {
    const run = parseRunId(word)
    if (!run) throw new Bug(`${word} is no run`)
    for (;;) {
      const seq = (await journal.head(run))?.seq ?? 0
      if ((await journal.append(appendOf(run, seq, 1))) === 'appended')
        process.stdout.write(`${run} ${seq + 1}\n`)
    }
  }),
)
