import type { WitnessLine } from '../ledger/witness.ts'
import { witnessMessage } from '../ledger/witness.ts'
import { rfc3339 } from '../run/report/instant.ts'
import type { App, Trouble } from './app.ts'
import { trouble } from './app.ts'
import { authorise } from './authorise.ts'

type Tip = { readonly kind: 'tip'; readonly line: WitnessLine }

/** The ledger's tip, as a line for a witness. */
export async function ledgerTip(app: App): Promise<Tip | Trouble> {
  const no = await authorise(app, 'ledger-tip')
  if (no) return no
  return { kind: 'tip', line: { ...(await app.ledger.tip()), at: rfc3339(app.driver.clock.now()) } }
}

/** The tip with a signature by a key of the user's: whoever trusts the key need not trust where the line was kept. */
export async function signTip(app: App, keyFile: string): Promise<Tip | Trouble> {
  const no = await authorise(app, 'sign-ledger')
  if (no) return no
  const tip = await ledgerTip(app)
  if (tip.kind === 'trouble') return tip
  const signed = await app.signatures.sign(witnessMessage(tip.line), keyFile)
  if (signed.kind === 'refused') return trouble(signed.why, signed.remedy)
  const { key, bytes } = signed
  return { kind: 'tip', line: { ...tip.line, signature: { key, bytes } } }
}
