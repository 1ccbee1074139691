import { makeMasker } from '../src/sink/mask.ts'

/** Megabytes of output masked a second, with 50 secrets of 40 characters. `node bench/mask.ts` */
const alphabet = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/+'
const secrets = Array.from({ length: 50 }, (_, number) =>
  Array.from(
    { length: 40 },
    (_unused, index) => alphabet[(number * 31 + index * 17 + number * index) % 64],
  ).join(''),
)
const line =
  '2026-11-23T19:00:00Z INFO  worker-17 handled GET /api/v1/items/8123 status=200 in 12ms bytes=8812\n'
const piece = line.repeat(650)
const megabytes = 200

const masker = makeMasker(secrets)
const from = performance.now()
let shown = 0
for (let given = 0; given < megabytes * 1e6; given += piece.length) shown += masker.push(piece).length
shown += masker.end().length
const seconds = (performance.now() - from) / 1000
console.log(`mask: ${(shown / 1e6 / seconds).toFixed(0)} MB/s with ${secrets.length} secrets`)
