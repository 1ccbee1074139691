import { useMutation } from '@tanstack/react-query'
import type { ReactElement, ReactNode } from 'react'
import { createContext, use, useEffect, useRef, useState } from 'react'
import { attachmentMaxBytes } from '../../../src/run/from-people.ts'
import { stepAt } from '../../../src/run/instance-id.ts'
import type { InstanceId } from '../../../src/run/instance-id.ts'
import { visibleLine } from '../../../src/sink/visible.ts'
import { Bug } from '../../../src/text/bug.ts'
import { sizeWords } from '../../../src/text/size-words.ts'
import { ask } from '../../client/ask.ts'
import { useMay } from '../../client/may.ts'
import { useRun } from '../../run/use-run.ts'
import { stepTitle } from '../../run/words.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Icon } from '../../ui/icon.tsx'
import { TroubleNotice } from '../../ui/states.tsx'
import { Picture } from './picture.tsx'

/** A step of a run, perhaps of one inside it, or the run as a whole. */
type Place = { readonly run: string; readonly instance: string | undefined }
type Chosen = { readonly files: readonly File[]; readonly place: Place }
type Attach = (files: readonly File[], place: Place) => void

const AttachContext = createContext<Attach | undefined>(undefined)

/** Takes files for the run page: chosen, dropped on a step (or beside all of them), pasted. Nothing is sent before it was looked at. */
export function Attaching({
  current,
  children,
}: {
  /** What a pasted picture belongs to. */
  readonly current: InstanceId | undefined
  readonly children: ReactNode
}): ReactElement {
  const [chosen, setChosen] = useState<Chosen>()
  const { run } = useRun().state
  const choose: Attach = (files, place) => {
    if (files.length > 0) setChosen({ files, place })
  }
  const dragging = useDropsAndPastes(choose, { run, instance: current })
  return (
    <AttachContext value={choose}>
      {children}
      {dragging && (
        <p className="drop-hint small" role="status">
          <Icon name="attach" size={16} /> Drop it on a step, or anywhere for the whole run
        </p>
      )}
      {chosen && <AttachDialog chosen={chosen} onClose={() => setChosen(undefined)} />}
    </AttachContext>
  )
}

/** A way to choose files for a step, or for the run. */
export function AttachButton({
  instance,
  children,
}: {
  readonly instance?: string
  readonly children: ReactNode
}): ReactElement | null {
  const attach = use(AttachContext)
  const may = useMay()
  if (!attach) throw new Bug('files are attached on the page of a run')
  const { run } = useRun().state
  const input = useRef<HTMLInputElement>(null)
  if (!may('attach-file')) return null
  return (
    <>
      <Button look="quiet" size="small" icon="attach" onClick={() => input.current?.click()}>
        {children}
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Files to attach"
        onChange={({ target }) => {
          attach([...(target.files ?? [])], { run, instance })
          target.value = ''
        }}
      />
    </>
  )
}

function useDropsAndPastes(choose: Attach, current: Place): boolean {
  const [dragging, setDragging] = useState(false)
  const latest = useRef({ choose, current })
  useEffect(() => {
    latest.current = { choose, current }
  })
  useEffect(() => {
    let leaving: ReturnType<typeof setTimeout> | undefined
    const over = (event: DragEvent): void => {
      if (!event.dataTransfer?.types.includes('Files')) return
      event.preventDefault()
      clearTimeout(leaving)
      // There is an event every few moments as long as something is held above the page.
      leaving = setTimeout(() => setDragging(false), 300)
      setDragging(true)
    }
    const drop = (event: DragEvent): void => {
      const files = [...(event.dataTransfer?.files ?? [])]
      if (files.length === 0) return
      event.preventDefault()
      setDragging(false)
      latest.current.choose(
        files,
        placeAt(event.target) ?? { ...latest.current.current, instance: undefined },
      )
    }
    const paste = (event: ClipboardEvent): void => {
      const files = [...(event.clipboardData?.files ?? [])].map(named)
      if (files.length === 0) return
      event.preventDefault()
      latest.current.choose(files, placeAt(event.target) ?? latest.current.current)
    }
    document.addEventListener('dragover', over)
    document.addEventListener('drop', drop)
    document.addEventListener('paste', paste)
    return () => {
      document.removeEventListener('dragover', over)
      document.removeEventListener('drop', drop)
      document.removeEventListener('paste', paste)
      clearTimeout(leaving)
    }
  }, [])
  return dragging
}

function placeAt(target: EventTarget | null): Place | undefined {
  const step = target instanceof Element ? target.closest<HTMLElement>('[data-instance]') : null
  const { instance, run } = step?.dataset ?? {}
  return run === undefined ? undefined : { run, instance }
}

/** Every pasted picture is called `image.png`; when it was pasted tells them apart. */
const named = (file: File): File =>
  file.name === 'image.png'
    ? new File([file], `pasted ${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}.png`, {
        type: file.type,
      })
    : file

function AttachDialog({
  chosen: {
    files,
    place: { run, instance },
  },
  onClose,
}: {
  readonly chosen: Chosen
  readonly onClose: () => void
}): ReactElement {
  const { state } = useRun()
  // Of a run inside this one the step is on the page, and named there.
  const step = instance === undefined || run !== state.run ? undefined : stepAt(state.plan, instance)
  const tooLarge = files.filter(({ size }) => size > attachmentMaxBytes)
  const keep = useMutation({
    mutationFn: async () => {
      for (const file of files)
        await ask('attachFile', {
          params: { run },
          query: { name: file.name, ...(instance === undefined ? {} : { instance }) },
          body: new Uint8Array(await file.arrayBuffer()),
        })
    },
    onSuccess: onClose,
  })
  return (
    <Dialog
      title={files.length === 1 ? 'Attach this file?' : `Attach ${files.length} files?`}
      onClose={onClose}
    >
      <p className="small soft">
        Kept with{' '}
        {step ? <strong>{stepTitle(state, step)}</strong> : instance === undefined ? 'the run' : 'the step'},
        as evidence that cannot be changed. Whoever reads the record can read it.
      </p>
      <ul className="chosen-files">
        {files.map((file) => (
          <ChosenFile key={file.name + file.lastModified} file={file} />
        ))}
      </ul>
      {tooLarge.map(({ name }) => (
        <p key={name} className="field-wrong" role="alert">
          {visibleLine(name)} is larger than {sizeWords(attachmentMaxBytes)}, the most that is kept.
        </p>
      ))}
      {keep.error && <TroubleNotice error={keep.error} />}
      <div className="dialog-feet">
        <Button onClick={onClose}>Do not attach</Button>
        <Button
          look="primary"
          icon="attach"
          autoFocus
          disabled={keep.isPending || tooLarge.length > 0}
          onClick={() => keep.mutate()}
        >
          {keep.isPending ? 'Attaching …' : 'Attach'}
        </Button>
      </div>
    </Dialog>
  )
}

function ChosenFile({ file }: { readonly file: File }): ReactElement {
  const [bytes, setBytes] = useState<Uint8Array<ArrayBuffer>>()
  useEffect(() => {
    if (file.size > attachmentMaxBytes) return undefined
    let wanted = true
    void file.arrayBuffer().then((buffer) => wanted && setBytes(new Uint8Array(buffer)))
    return () => {
      wanted = false
    }
  }, [file])
  return (
    <li>
      {bytes && <Picture bytes={bytes} name={visibleLine(file.name)} />}
      <span>
        {visibleLine(file.name)} <span className="faint">· {sizeWords(file.size)}</span>
      </span>
    </li>
  )
}
