/** What lies in an export and how to check it, for whoever gets one. */
export const exportReadme = (
  whole: boolean,
): string => `# Record of ${whole ? 'all runs of an installation' : 'a run'}

Exported by Kneeboard. Nothing here needs Kneeboard to be read or checked.

| file | what it is |
|---|---|
| \`manifest.json\` | every other file with its size and SHA-256 |
| \`ledger.jsonl\` | the chain over what happened in the installation, to its tip; of other runs only digests |
| \`runs/RUN/report.html\`, \`.md\`, \`.json\` | what happened, to read |
| \`runs/RUN/document.md\`, \`plan.json\` | the text that was run, to the byte, and what it was read as; \`document-N.md\`: a corrected one it went on with at entry N |
| \`runs/RUN/journal.jsonl\` | every entry of the run, as it was stored |
| \`runs/RUN/blobs/\` | private values (answers, notes, outputs) under the digests the entries name; an erased one is missing, and variables that commands handed on are never here |
| \`runs/RUN/logs/\` | what commands printed, masked, by the number of the entry that started them |
| \`runs/RUN/attachments/\` | files that were kept with the run |

## How to check it

    node verify.mjs FOLDER [WITNESS]

\`verify.mjs\` is a page of code in Kneeboard's \`docs/\`; write your own from this:

- A run's chain starts with SHA-256("kneeboard:journal\\n" ‖ run id), written "sha256:" and hex. Each entry's hash is
  SHA-256("kneeboard:journal\\n" ‖ hash before ‖ "\\n" ‖ the line without its line feed).
- The ledger's chain starts with SHA-256("kneeboard:ledger\\n"). An entry's digest is
  SHA-256("kneeboard:ledger-entry\\n" ‖ entry); its hash is SHA-256("kneeboard:ledger\\n" ‖ hash before ‖ "\\n" ‖ digest).
- A private value's name is SHA-256("kneeboard:blob\\n" ‖ file). A missing one must be named by a \`value.erased\` entry.
- The ledger names a run's hash when it is created, when it ends, and after each later addition.
- A witness is a line \`tip entries time signature\` kept elsewhere. The signature, if there is one, is ed25519 over
  "kneeboard:witness\\n" ‖ the first three words ‖ "\\n".

What it shows: with a witness, that nothing it covers was altered, dropped or put in another order since. Without
one, only accidents and partial edits: whoever could write to the record could have written all of it anew.
Reports and plan.json are copies for reading. A log's hash, SHA-256("kneeboard:log\\n" ‖ file), stands in its attempt.finished
entry, or, when something was erased from it, in the \`value.erased\` entry.
`
