// Checks an export of Kneeboard without Kneeboard: node verify.mjs FOLDER [WITNESS]
// FOLDER is an unpacked export; WITNESS a file of tips kept elsewhere. Ends with 0 when nothing is wrong.
import { createHash, createPublicKey, verify } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const [folder, witnessFile] = process.argv.slice(2)
if (!folder) throw new Error('usage: node verify.mjs FOLDER [WITNESS]')
const problems = []
const wrong = (what) => problems.push(what)
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex')
const tagged = (purpose, ...parts) => `sha256:${sha256(`kneeboard:${purpose}\n`, ...parts)}`
const read = (...path) => readFileSync(join(folder, ...path))
const linesOf = (bytes) => bytes.toString().split('\n').slice(0, -1)

// Files are what the manifest says, and no others are there.
const manifest = JSON.parse(read('manifest.json'))
const listed = new Set(['manifest.json', ...manifest.files.map(({ path }) => path)])
for (const { path, sha256: sum } of manifest.files) {
  if (!existsSync(join(folder, path))) wrong(`${path} is missing`)
  else if (sha256(read(path)) !== sum) wrong(`${path} is not what the manifest says`)
}
for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
  const path = join(entry.parentPath, entry.name).slice(join(folder, '/').length)
  if (!entry.isDirectory() && !listed.has(path)) wrong(`${path} is not in the manifest`)
}

// The ledger is one chain; what it says of each run is gathered on the way.
const [start, ...ledger] = linesOf(read('ledger.jsonl')).map((line) => JSON.parse(line))
const said = new Map()
const of = (run) => said.get(run) ?? said.set(run, { hashes: new Map(), erased: new Set(), logs: new Map() }).get(run)
const tips = new Map([[start.seq, start.hash ?? tagged('ledger')]])
let last = start.seq
for (const { seq, hash, entry, digest } of ledger) {
  const own = entry === undefined ? digest : tagged('ledger-entry', entry)
  if (seq !== last + 1) wrong(`ledger entry ${last + 1} is missing`)
  else if (hash !== tagged('ledger', `${tips.get(last)}\n${own}`)) wrong(`ledger entry ${seq} does not follow`)
  tips.set((last = seq), hash)
  const { type, data } = entry === undefined ? {} : JSON.parse(entry)
  if (!data?.run) continue
  if (data.hash && type !== 'run.deleted') of(data.run).hashes.set(data.seq, data.hash)
  if (type === 'run.ended' || type === 'run.amended') of(data.run).end = data.seq
  if (type === 'run.deleted') of(data.run).deleted = true
  for (const erased of data.digests ?? []) of(data.run).erased.add(erased)
  for (const log of data.logs ?? []) of(data.run).logs.set(log.effect, log.after)
}
if (ledger.length === 0) wrong('the ledger is empty')

// Each run is one chain, is what the ledger says of it, and its private values are what their digests say.
const digestsIn = (value) =>
  typeof value !== 'object' || value === null ? []
  : typeof value.blob === 'string' && Object.keys(value).length === 1 ? [value.blob]
  : Object.values(value).flatMap(digestsIn)
const runs = existsSync(join(folder, 'runs')) ? readdirSync(join(folder, 'runs')) : []
for (const run of runs) {
  const word = of(run)
  let hash = tagged('journal', run)
  const entries = linesOf(read('runs', run, 'journal.jsonl'))
  const logs = new Map()
  for (const [index, line] of entries.entries()) {
    hash = tagged('journal', `${hash}\n`, line)
    const { seq, type, data: { session: _, ...data } } = JSON.parse(line) // Session variables are never exported.
    if (type === 'attempt.finished' && data.log) logs.set(data.effect, data.log)
    if (seq !== index + 1) wrong(`${run}: entry ${index + 1} is missing`)
    const named = word.hashes.get(index + 1)
    if (named && named !== hash) wrong(`${run}: entry ${index + 1} is not the one the ledger names`)
    const text = join('runs', run, seq === 1 ? 'document.md' : `document-${seq}.md`)
    if (existsSync(join(folder, text)) && tagged('document', read(text)) !== data.documentHash) wrong(`${text} is not what was run`)
    const named2 = [data.plan, data.content].filter((value) => /^sha256:[0-9a-f]{64}$/.test(value))
    for (const digest of [...named2, ...digestsIn(data)]) {
      const path = join('runs', run, 'blobs', digest.slice(7))
      if (existsSync(join(folder, path)) ? tagged('blob', read(path)) !== digest : manifest.privateValues && !word.erased.has(digest))
        wrong(`${run}: the private value ${digest} is not what was stored, or gone without a word in the ledger`)
    }
  }
  if (word.hashes.size === 0 || word.deleted) wrong(`${run}: the ledger does not know it, or says it was deleted`)
  for (const seq of word.hashes.keys()) if (seq > entries.length) wrong(`${run}: entry ${seq} is missing`)
  if (word.end < entries.length) wrong(`${run}: what follows entry ${word.end} is not in the ledger`)
  for (const [effect, sum] of manifest.privateValues ? new Map([...logs, ...word.logs]) : []) {
    const path = join('runs', run, 'logs', `${effect.split('/')[1]}.jsonl`)
    if (tagged('log', existsSync(join(folder, path)) ? read(path) : '') !== sum) wrong(`${path} is not what was printed`)
  }
}
for (const [run, { deleted }] of said) if (!deleted && !runs.includes(run)) wrong(`${run} is in the ledger and not here`)

// What was kept elsewhere decides whether the whole could have been written anew.
for (const line of witnessFile ? linesOf(readFileSync(witnessFile)).filter(Boolean) : []) {
  const [tip, seq, time, signature = '-'] = line.split(' ')
  const [, x, sig] = signature.split(':')
  const message = Buffer.from(`kneeboard:witness\n${tip} ${seq} ${time}\n`)
  const key = x && createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  if (key && !verify(null, message, key, Buffer.from(sig, 'base64url'))) wrong(`witness of ${time}: bad signature`)
  if (Number(seq) < start.seq) console.log(`witness of ${time}: earlier than this export begins`)
  else if (tips.get(Number(seq)) !== tip) wrong(`witness of ${time}: the ledger is not the one it saw`)
  else console.log(`witness of ${time}: agrees up to ledger entry ${seq}${x ? `, signed by ed25519:${x}` : ''}`)
}
for (const problem of problems) console.log(`! ${problem}`)
if (!witnessFile) console.log('without a witness this shows accidents and partial edits, and no more')
console.log(problems.length === 0 ? `${runs.length} runs, ${last} ledger entries: good` : `${problems.length} wrong`)
process.exitCode = problems.length === 0 ? 0 : 1
