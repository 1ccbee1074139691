import { useQuery } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useState } from 'react'
import type { Evidence } from '../../../src/run/evidence.ts'
import { evidenceOf } from '../../../src/run/evidence.ts'
import type { InstanceId } from '../../../src/run/instance-id.ts'
import { stepAt } from '../../../src/run/instance-id.ts'
import { visibleLine } from '../../../src/sink/visible.ts'
import { sizeWords } from '../../../src/text/size-words.ts'
import { addressOf } from '../../client/ask.ts'
import { fetchBytes } from '../../client/bytes.ts'
import { useRun } from '../../run/use-run.ts'
import { stepTitle } from '../../run/words.ts'
import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { TroubleNotice } from '../../ui/states.tsx'
import { AttachButton } from './attaching.tsx'
import { Picture } from './picture.tsx'

type KeptFile = Extract<Evidence, { kind: 'file' }>

/** Names that pictures have; whether one is a picture its bytes say. */
const pictureName = /\.(?:png|jpe?g|gif|webp)$/i

/** The files kept with a step. */
export function StepFiles({ instance }: { readonly instance: InstanceId }): ReactElement | null {
  const { facts } = useRun()
  const files = evidenceOf(facts).filter((each) => each.kind === 'file' && each.instance === instance)
  if (files.length === 0) return null
  return (
    <ul className="kept-files" aria-label="Files">
      {files.map((each) => each.kind === 'file' && <KeptFileRow key={each.seq} file={each} />)}
    </ul>
  )
}

/** Everything kept with the run, and the way to keep more of it. */
export function EvidenceBox(): ReactElement {
  const { state, facts } = useRun()
  const list = evidenceOf(facts)
  return (
    <section className="side-box">
      <div className="side-box-head">
        <h2>Evidence</h2>
        <AttachButton>Attach</AttachButton>
      </div>
      {list.length === 0 ? (
        <p className="small soft">Nothing is kept yet. Drop files here, or paste a picture.</p>
      ) : (
        <ol className="kept-files">
          {list.map((each) => {
            const step = each.instance === undefined ? undefined : stepAt(state.plan, each.instance)
            const of = step ? stepTitle(state, step) : 'the run'
            return each.kind === 'file' ? (
              <KeptFileRow key={each.seq} file={each} of={of} />
            ) : (
              <li key={each.seq} className="small">
                <Icon name="note" size={14} /> {each.text} <span className="faint">· {of}</span>
              </li>
            )
          })}
        </ol>
      )}
    </section>
  )
}

function KeptFileRow({ file, of }: { readonly file: KeptFile; readonly of?: string }): ReactElement {
  const { state } = useRun()
  const [shown, setShown] = useState(false)
  const { number, name, bytes, sha256, by } = file
  const place = { run: state.run, number }
  return (
    <li className="small">
      <span className="kept-file">
        <Icon name="attach" size={14} />
        <span className="kept-file-name">
          <a className="link" href={addressOf('readEvidence', place)} download>
            {visibleLine(name)}
          </a>{' '}
          <span className="faint">
            {sizeWords(bytes)} · {by}
            {of !== undefined && ` · ${of}`}
          </span>
          {sha256 !== '' && (
            <code className="kept-file-hash" title={`SHA-256 ${sha256}`}>
              sha256 {sha256}
            </code>
          )}
        </span>
        {pictureName.test(name) && (
          <Button look="quiet" size="small" aria-expanded={shown} onClick={() => setShown(!shown)}>
            {shown ? 'Hide' : 'Show'}
          </Button>
        )}
      </span>
      {shown && <ShownPicture {...{ place, name: visibleLine(name) }} />}
    </li>
  )
}

function ShownPicture({
  place,
  name,
}: {
  readonly place: { readonly run: string; readonly number: number }
  readonly name: string
}): ReactElement | null {
  const { data, error } = useQuery({
    queryKey: ['evidence', place.run, place.number],
    queryFn: () => fetchBytes(addressOf('readEvidence', place)),
    staleTime: Infinity,
    gcTime: 0,
  })
  if (error) return <TroubleNotice error={error} />
  return data ? <Picture bytes={data} name={name} /> : null
}
