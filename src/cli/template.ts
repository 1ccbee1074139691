import { markdownInline } from '../sink/markdown.ts'

/** An empty runbook of the form AWS's well-architected guidance asks for, to be filled in. `date` is `YYYY-MM-DD`. */
export const emptyRunbook = (
  title: string,
  author: string,
  date: string,
): string => `# ${markdownInline(title)}

## Runbook Info

| Runbook ID | Description | Tools Used | Special Permissions | Runbook Author | Last Updated | Escalation POC |
|---|---|---|---|---|---|---|
| RUN001 | What this is for, and how things are when it is done | What must be installed | What you must be allowed to do | ${markdownInline(author)} | ${date} | Whom to call, and how |

## Steps

1. The first thing to do, beginning with a verb
2. The next thing
   \`\`\`sh
   echo "a command that belongs to it"
   \`\`\`
3. Look whether it worked

## Error handling

What can go wrong, and what to do then.

## Rollback

1. How to take it back
`

/** A first runbook that does something harmless and real, and shows the three rungs of the ladder. */
export const firstRunbook = (author: string, date: string): string => `# Look at this machine

## Runbook Info

| Runbook ID | Description | Tools Used | Special Permissions | Runbook Author | Last Updated | Escalation POC |
|---|---|---|---|---|---|---|
| RUN001 | A first look at a machine; at the end it is known how long it has been up and how full its disk is | uptime, df | none | ${markdownInline(author)} | ${date} | ${markdownInline(author)} |

## Steps

1. Say in your channel that you are looking
2. See how long the machine has been up

   A command waits until you press it.

   \`\`\`sh
   uptime
   \`\`\`
3. See how full the disk is

   This one may also run by itself: it is marked \`auto\`.

   \`\`\`sh {auto}
   df -h .
   \`\`\`

   Verify: the disk is less than 90 % full

## Error handling

If a command is missing, install the package it belongs to (procps, coreutils).

## Rollback

1. Say in your channel that nothing was changed
`
