import { describe, expect, it } from 'vitest'
import type { ShellBlock, ShellJudgement } from './judge.ts'
import { judgeShell } from './judge.ts'

const judge = (text: string, known: readonly string[] = []): ShellJudgement =>
  judgeShell(text, { dialect: 'bash', known: new Set(known) })

function block(text: string, known: readonly string[] = []): ShellBlock {
  const judgement = judge(text, known)
  if (judgement.kind === 'refused') throw new Error(`${judgement.refusal.code}: ${judgement.refusal.message}`)
  return judgement
}

/** What is open in a block: the written forms, in order. */
const check = (text: string, expected: { holes: readonly string[]; known?: readonly string[] }): void =>
  it(JSON.stringify(text), () => {
    expect(block(text, expected.known).holes.map((hole) => hole.written)).toEqual(expected.holes)
  })

const refuses = (text: string, code: string): void =>
  it(JSON.stringify(text), () => {
    const judgement = judge(text)
    expect(judgement.kind === 'refused' ? judgement.refusal.code : 'offered').toBe(code)
  })

const offers = (text: string, expected: Partial<ShellBlock>): void =>
  it(JSON.stringify(text), () => {
    expect(block(text)).toMatchObject(expected)
  })

describe('placeholders are holes', () => {
  check('kubectl logs <pod> -n x', { holes: ['<pod>'] })
  check('kubectl drain <node name> --force', { holes: ['<node name>'] })
  check('deploy <<VERSION>> now', { holes: ['<<VERSION>>'] })
  check('deploy <dev | prod>', { holes: ['<dev | prod>'] })
  check('curl -H "Authorization: Bearer <TOKEN>" https://<host>/x', { holes: ['<TOKEN>', '<host>'] })
  check('login --user YOUR_NAME --bucket your-bucket', { holes: ['YOUR_NAME', 'your-bucket'] })
  check('export A=MY_VALUE', { holes: ['MY_VALUE'] })
  check('ls XXX i-xxxxxxxx nfs-fileXX', { holes: ['XXX', 'i-xxxxxxxx', 'nfs-fileXX'] })
  check('set-password CHANGEME REPLACE_ME', { holes: ['CHANGEME', 'REPLACE_ME'] })
  check('cat path/to/file.txt /path/to/other', { holes: ['path/to/file.txt', '/path/to/other'] })
  check('curl https://h/api/{id}/x', { holes: ['{id}'] })
  check('tool [OPTIONS] run', { holes: ['[OPTIONS]'] })
  check('run --flag ...', { holes: ['...'] })
  check('aws ec2 stop-instances --instance-ids <instance-id>,<Instance ID>', {
    holes: ['<instance-id>', '<Instance ID>'],
  })
  check('cat <in.txt>', { holes: ['<in.txt>'] })
  check('tool get [package]@[version|latest]', { holes: ['[package]', '[version|latest]'] })
  check('tool [staging|production] refresh', { holes: ['[staging|production]'] })
})

describe('what only looks like a placeholder is not one', () => {
  check('cat < in > out', { holes: [] })
  check('cat <in >out', { holes: [] })
  check('cat <<EOF > out\nhi\nEOF', { holes: [] })
  check('diff <(ls a) <(ls b)', { holes: [] })
  check('grep x <<< "$HOME"', { holes: [] })
  check('[[ a < b && c > d ]]', { holes: [] })
  check("grep -E ' [a|b] ' x", { holes: [] })
  check('for ((i=0;i<3;i++)); do echo $i; done', { holes: [] })
  check("kubectl get pods | grep '<none>'", { holes: [] })
  check('kubectl get svc | grep "<pending>"', { holes: [] })
  check('mktemp /tmp/a.XXXXXX', { holes: [] })
  check('git commit --author "A B <a@b.org>"', { holes: [] })
  check("grep -P '(?<name>x)' f", { holes: [] })
  check("awk '{print}' f", { holes: [] })
  check('git diff HEAD@{upstream}', { holes: [] })
  check('curl -w "%{http_code}" x', { holes: [] })
  check('go test ./...', { holes: [] })
  check('echo "Waiting..."', { holes: [] })
  check('ls # <name>', { holes: [] })
  check("docker ps --format '{{.ID}}'", { holes: [] })
  check("kubectl get x -o go-template='{{range .items}}{{.name}}{{end}}'", { holes: [] })
  check('echo "{{ $x }} {{ a | b }}"', { holes: ['$x'] })
  check('cat <<EOF\n<name>a</name>\nEOF', { holes: [] })
})

describe('references and unset variables are holes', () => {
  check('ls {{ dir }} "{{db.host}}"', { holes: ['{{ dir }}', '{{db.host}}'] })
  check('kubectl -n $NS get pod "${POD}"', { holes: ['$NS', '${POD}'] })
  check('kubectl -n $NS get pod', { holes: [], known: ['NS'] })
  check('NS=a\nkubectl -n $NS get pod', { holes: [] })
  check('(NS=a)\necho $NS', { holes: ['$NS'] })
  check('read -r A B\necho $A $B', { holes: [] })
  check('for h in a b; do echo $h; done', { holes: [] })
  check('echo ${X:-default} $? $1 $@ $HOME $$', { holes: [] })
  check('export A=1 B=$(cat f); echo $A $B', { holes: [] })
  check("sh -c 'echo $INNER'", { holes: [] })
  check("cat <<'EOF'\n$INNER\nEOF", { holes: [] })
  check('cat <<EOF\n$OUTER\nEOF', { holes: ['$OUTER'] })
  check('f() { echo $A; }\nA=1\nf', { holes: [] })
  it('one name however it is written', () => {
    expect(block('a <Node Name> <node-name> $NODE_NAME').holes.map((hole) => hole.name)).toEqual([
      'node_name',
      'node_name',
      'node_name',
    ])
  })
})

describe('prompts are taken off', () => {
  offers('$ ls\nfile\n$ pwd\n/tmp', {
    source: 'ls\npwd',
    lineOffsets: [2, 12],
    samples: [
      { from: 5, to: 9 },
      { from: 16, to: 20 },
    ],
  })
  offers('$ echo a \\\n> b\nout', { source: 'echo a \\\nb' })
  offers('$ cat <<EOF\nhi\nEOF\nhi', { source: 'cat <<EOF\nhi\nEOF' })
  offers('$ for i in 1 2; do\n>   echo $i\n> done\n1\n2', { source: 'for i in 1 2; do\n  echo $i\ndone' })
  offers('user@host:~$ ls\nfile', { source: 'ls' })
  offers('[root@host ~]# ls\nfile', { source: 'ls' })
  offers('root@host:/# ls', { source: 'ls' })
  offers('# list them\nls', { source: '# list them\nls' })
  refuses('ls\n$ pwd', 'undecidable-prompt')
  refuses('kubectl get pods\nNAME   READY   STATUS\nweb-1   1/1   Running', 'undecidable-prompt')
  refuses('# systemctl status web\n● web.service - Web', 'undecidable-prompt')
})

describe('what no shell would take is never offered', () => {
  refuses('echo "abc', 'syntax')
  refuses('if true; then', 'syntax')
  refuses('cat <<EOF\nabc', 'syntax')
  refuses('echo )', 'syntax')
  refuses('', 'empty')
  refuses('# only a comment', 'empty')
})

describe('output and prose that happen to parse are not commands', () => {
  refuses(
    'tool rewrite --id 1\n\nlevel=info ts=2021-09-25 caller=factory.go:49 msg="loading"',
    'undecidable-prompt',
  )
  refuses('status:\n  ready: 3', 'undecidable-prompt')
  refuses('Error from server (NotFound)'.replace(/[()]/g, ''), 'undecidable-prompt')
  refuses('GET /api/v1/users', 'undecidable-prompt')
  refuses('-rw-r--r-- 1 root root 12 May 1 a', 'undecidable-prompt')
  refuses('total 12\ndrwxr-xr-x 2 root root 4 May 1 .', 'undecidable-prompt')
  refuses('> slowlog get 10', 'undecidable-prompt')
  refuses('> role', 'undecidable-prompt')
  refuses('key = "value"', 'undecidable-prompt')
  refuses('https://example.com/x', 'undecidable-prompt')
  refuses('Get-Content x.txt', 'undecidable-prompt')
  refuses('10.232919000 PUT /v1/session', 'undecidable-prompt')
  offers('> access.log', { kind: 'block' })
  offers('./Run.sh a; 7z x a.7z; Rscript x.R; [ -f a ]; : ; . ./env', { kind: 'block' })
  offers('Deploy() { ls; }; Deploy now', { kind: 'block' })
})

describe('a place no value could be safe in refuses the block', () => {
  refuses("curl -d '{{ body }}' http://h", 'reference-in-quotes')
  refuses("curl -H 'Bearer <TOKEN>' http://h", 'reference-in-quotes')
  refuses('<command> --help', 'reference-as-command')
  refuses('echo `cat <file>`', 'reference-in-expansion')
  refuses('eval {{ x }}', 'reference-in-interpreter')
  refuses('echo \\{{ x }}', 'reference-in-quotes')
  refuses('echo "\\{{ x }}"', 'reference-in-quotes')
  refuses('read {{ x }}', 'reference-as-name')
  refuses('$UNKNOWN_TOOL get pods', 'reference-as-command')
})

describe('inner sessions', () => {
  refuses('ssh host\nls', 'inner-session')
  refuses('kubectl exec -it web -- sh\nls', 'inner-session')
  refuses('psql -h db\n\\dt', 'inner-session')
  refuses('sudo -i\nls', 'inner-session')
  refuses('bash\nls', 'inner-session')
  refuses('for h in a b; do ssh $h; done', 'inner-session')
  offers('ssh host', { interactive: true })
  offers('cd /x\nkubectl exec -it web -- bash', { interactive: true })
  offers('rails console', { interactive: true })
  offers('docker run --rm -it alpine', { interactive: true })
  offers('docker compose exec web bash', { interactive: true })
  offers('ssh host uptime\nls', { interactive: false })
  offers('ssh -N -L 1:h:2 host &\nls', { interactive: false })
  offers('psql -c "select 1"\nls', { interactive: false })
  offers('psql <<EOF\nselect 1;\nEOF\nls', { interactive: false })
  offers('kubectl exec -it web -- ls /\nls', { interactive: false })
  offers('python3 x.py\nls', { interactive: false })
  offers("bash -c 'ls'\nls", { interactive: false })
  offers('redis-cli -h x info\nls', { interactive: false })
})

describe('what a session may carry on', () => {
  const assigns = (text: string, expected: readonly string[]): void =>
    it(JSON.stringify(text), () => expect(block(text).assigns).toEqual(expected))
  assigns('A=1; export B=2; read C; D=1 ls; (E=1); F=1 | cat; PATH=/x', ['A', 'B', 'C'])
  assigns('if true; then A=1; fi; for i in 1; do J=2; done', ['A', 'i', 'J'])
})

describe('a blank of a form that is used below is asked for', () => {
  check('GROUP=\nVNET= # yours\naz network create -g $GROUP --vnet "$VNET"', { holes: ['$GROUP', '$VNET'] })
  check('export GROUP=\naz group show -g $GROUP', { holes: ['$GROUP'] })
  check('GROUP=""\naz group show -g $GROUP', { holes: [] })
  check('FOUND=\nfor x in a b; do FOUND=$x; done\necho "$FOUND"', { holes: [] })
  check('GROUP=\naz group list', { holes: [] })
  check('cat <<END\nGROUP=\nEND\necho $GROUP', { holes: ['$GROUP'] })
  check('GROUP=\naz group show -g $GROUP', { holes: [], known: ['GROUP'] })

  it('the line itself is taken out, and every place stays', () => {
    const { source } = block('GROUP=\naz group show -g $GROUP')
    expect(source).toBe('      \naz group show -g $GROUP')
  })
})
