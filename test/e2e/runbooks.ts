/** Runbooks that a person is needed for, by file name. */
export const forHands = (): Record<string, string> => ({
  'steps.md': steps,
  'asks.md': asks,
  'goes-wrong.md': goesWrong,
  'long.md': long,
  'survives.md': survives,
  'secret.md': secret,
  'moves.md': moves,
  'proof.md': proof,
  'on-host.md': onHost,
  'allowed.md': allowed,
})

const steps = `# Restart

| Owner | Escalation POC |
|---|---|
| Platform | Ana, 4711 |

## Steps

1. Tell the channel
2. Say it

   \`\`\`sh
   echo "it is said"
   \`\`\`
3. Drain <node name>

   \`\`\`sh
   echo drained <node name>
   \`\`\`
4. Remove the old files

   \`\`\`sh
   mkdir -p old && rm -rf old && echo removed
   \`\`\`
`

const asks = `# Decide

## Steps

1. Choose

   \`\`\`yaml choose
   question: Which way?
   options: [left, right]
   \`\`\`
2. Be allowed

   \`\`\`yaml approve
   message: May it go on?
   \`\`\`
3. Look

   \`\`\`sh
   echo look
   \`\`\`
   Verify: the page loads
4. Keep proof

   Evidence: a link to the graph
`

const goesWrong = `# Goes wrong

## Steps

1. Begin

   \`\`\`sh
   echo begun > mark
   \`\`\`
   Undo:
   \`\`\`sh
   rm mark && echo "mark is gone"
   \`\`\`
2. Break

   \`\`\`sh
   echo broken >&2; exit 7
   \`\`\`
   If it fails: look at the graph first
`

const long = `# Long

## Steps

1. Take long

   \`\`\`sh
   echo started; sleep 30; echo never
   \`\`\`
2. After it

   \`\`\`sh
   echo after
   \`\`\`
`

const survives = `# Survives

## Steps

1. Take a while

   \`\`\`sh
   echo started; sleep 4; echo finished >> log; echo finished
   \`\`\`
2. Last
`

const secret = `# Secret

## Parameters

| Name | Description | Type | Required |
|---|---|---|---|
| token | the token | secret | yes |
| host | the host | string | yes |

## Steps

1. Use it

   \`\`\`sh
   printf 'on %s: %s\\n' {{ host }} {{ token }}; printf '%s' {{ token }} | wc -c
   \`\`\`
`

const moves = `# Moves

## Steps

1. Go elsewhere

   \`\`\`sh
   cd /tmp
   \`\`\`
2. Look

   \`\`\`sh
   pwd
   \`\`\`
`

const proof = `# Proof

## Steps

1. Look at the graph

   Evidence: a picture of the graph
`

const onHost = `# On a host

## Parameters

| Name | Type | Required |
|---|---|---|
| host | string | yes |
| ticket | string | yes |

## Steps

1. Look at {{ host }}
`

const allowed = `# Allowed

## Steps

1. Be allowed

   \`\`\`yaml approve
   message: May it go on?
   valid: 30m
   \`\`\`
2. Say it

   \`\`\`sh {auto}
   echo pl\u0430in
   \`\`\`
3. Do it

   \`\`\`sh
   touch ran
   \`\`\`
   Undo:
   \`\`\`sh
   rm ran
   \`\`\`
`
