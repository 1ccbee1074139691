import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { ReactElement } from 'react'
import { useState } from 'react'
import { ask } from '../../client/ask.ts'
import { runnersQuery } from '../../client/queries.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/field.tsx'
import { TroubleNotice } from '../../ui/states.tsx'
import { Form } from '../../ui/form.tsx'

/** Says which runners carry out the commands of a folder, and where. */
export function BindFolder({ onClose }: { readonly onClose: () => void }): ReactElement {
  const [folder, setFolder] = useState('')
  const [label, setLabel] = useState('')
  const [directory, setDirectory] = useState('')
  const client = useQueryClient()
  const bind = useMutation({
    mutationFn: () => ask('bindFolder', { body: { folder: folder.trim(), label, directory } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: runnersQuery.queryKey })
      onClose()
    },
  })
  return (
    <Dialog title="Bind a folder" onClose={onClose}>
      <Form className="dialog-form" onSubmit={() => bind.mutate()}>
        <TextField
          label="Folder"
          value={folder}
          onChange={setFolder}
          autoFocus
          data-mono=""
          placeholder="payments"
          about="Of the library; empty: all of it. The deepest bound folder above a runbook counts."
        />
        <TextField
          label="Runners with the label"
          value={label}
          onChange={setLabel}
          required
          autoCapitalize="none"
          spellCheck={false}
          about="A runner's name is a label of it."
        />
        <TextField
          label="Directory"
          value={directory}
          onChange={setDirectory}
          required
          data-mono=""
          placeholder="/srv/ops"
          about="On the runner's host: where commands start."
        />
        {bind.error && <TroubleNotice error={bind.error} />}
        <div className="dialog-feet">
          <Button type="submit" look="primary" disabled={label === '' || directory === '' || bind.isPending}>
            Bind it
          </Button>
        </div>
      </Form>
    </Dialog>
  )
}
