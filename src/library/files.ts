/** Folders that hold other people's text or no text at all. */
const passedBy: ReadonlySet<string> = new Set([
  'node_modules',
  'vendor',
  'target',
  'dist',
  'build',
  '__pycache__',
])

/** Whether runbooks are looked for in a folder of this name. */
export const isEntered = (folder: string): boolean => !folder.startsWith('.') && !passedBy.has(folder)

/** Whether a file of this name is a runbook: Markdown, also as a template of a site; ERB is kept and never run. */
export const isRunbookName = (name: string): boolean => /\.(?:md|markdown)(?:\.erb)?$/i.test(name)

/**
 * Whether a file may be written there: no way up, nothing hidden but our own folder, nothing that another system or a
 * shell would take for something else.
 */
export const isWritablePath = (path: string): boolean =>
  path
    .split('/')
    .every(
      (part, index) =>
        /^[^\p{Cc}\\:*?"<>|]{1,200}$/u.test(part) &&
        !/^-|[. ]$/.test(part) &&
        (!part.startsWith('.') || (index === 0 && part === '.kneeboard')),
    )
