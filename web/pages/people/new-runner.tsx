import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useState } from 'react'
import { ask } from '../../client/ask.ts'
import { runnersQuery } from '../../client/queries.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { ShownOnce } from '../../ui/shown-once.tsx'
import { TroubleNotice } from '../../ui/states.tsx'
import { Form } from '../../ui/form.tsx'

/** Makes a runner, and shows the token it comes with, once. */
export function NewRunner({ onClose }: { readonly onClose: () => void }): ReactElement {
  const [name, setName] = useState('')
  const [written, setWritten] = useState('')
  const client = useQueryClient()
  const labels = written.split(/[\s,]+/).filter((label) => label !== '')
  const create = useMutation({
    mutationFn: () => ask('createRunner', { body: { name, labels } }),
    onSuccess: () => client.invalidateQueries({ queryKey: runnersQuery.queryKey }),
  })
  if (create.data)
    return (
      <ShownOnce
        title={`The token of runner ${name}`}
        label="Token"
        text={create.data.token}
        onClose={onClose}
      >
        <p>
          On its host put it into a file that its user alone can read, and start{' '}
          <code>kneeboard runner --server {location.origin} --token-file FILE</code>.
        </p>
      </ShownOnce>
    )
  return (
    <Dialog title="New runner" onClose={onClose}>
      <Form className="dialog-form" onSubmit={() => create.mutate()}>
        <TextField
          label="Name"
          value={name}
          onChange={setName}
          autoFocus
          required
          autoCapitalize="none"
          spellCheck={false}
          placeholder="db-1"
          about="Small letters, digits and . _ - beginning with a letter. It is a label of the runner as well."
        />
        <TextField
          label="Labels"
          value={written}
          onChange={setWritten}
          autoCapitalize="none"
          spellCheck={false}
          about="Several with commas between them; folders are bound to a label."
        />
        {create.error && <TroubleNotice error={create.error} />}
        <div className="dialog-feet">
          <Button type="submit" look="primary" disabled={name === '' || create.isPending}>
            Make the runner
          </Button>
        </div>
      </Form>
    </Dialog>
  )
}
