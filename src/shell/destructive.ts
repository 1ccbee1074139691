import { baseName } from './words.ts'

/**
 * What is destructive about a command, said as people say it (`kubectl delete`), or undefined. `args` are its
 * words after the name with quotes taken off; what it hands to another command is asked about separately.
 */
export function destructiveOf(name: string, args: readonly string[]): string | undefined {
  const command = baseName(name)
  if (alone.has(command) || command.startsWith('mkfs.')) return command === 'rm' ? removal(args) : command
  if (harmless.has(command) || has(args, /^--(?:help|dry-run(?:=(?:client|server|true))?|version)$/))
    return undefined
  const rule = rules.get(command)
  if (rule) return rule(args, command)
  return harmWordAmong(args, command)
}

/**
 * A command nobody made a rule for (a wrapper, a tool of the house, `make shop-stop`, `go run ./hack delete`): any
 * of its words that says harm, or a part of one between dashes, dots and slashes.
 */
function harmWordAmong(args: readonly string[], command: string): string | undefined {
  if (has(args, /^--no-dry-run$|^--dry-run=(?:false|none)$/)) return `${command} without a dry run`
  const found = plain(args)
    .flatMap((arg) => arg.split(/[^A-Za-z]+/))
    .find((part) => harmWord.test(part))
  return found === undefined ? undefined : `${command} … ${found}`
}

/** Said by a word and not by a rule: what a rule says of the same place is better. */
export const isGuess = (what: string): boolean => what.includes(' … ')

const harmWord =
  /^(?:delete\w*|destroy|purge|terminate|uninstall|drop|wipe|decommission|rm|remove|stop|restart|reboot|shutdown|drain|kill|teardown|nuke|failover)$/i

/** Statements that take data away, in any SQL dialect or store that speaks like it. */
export const destructiveStatement =
  /\b(?:drop\s+(?:table|database|schema|user|role|index|view|tablespace|keyspace|collection|column|sequence|function|trigger|extension|owned|replication|publication|subscription)|truncate\s+(?:table\s+)?["`]?[\w.]+|delete\s+from|alter\s+table\s+\S+\s+drop|update\s+["`]?[\w.]+["`]?\s+set|pg_terminate_backend|pg_cancel_backend|reset\s+master|purge\s+binary|flushall|flushdb|dropDatabase|\.drop\s*\(|deleteMany|deleteOne|\.remove\s*\(|delete_all|destroy_all)/i

/** Clients whose arguments and input are statements. */
export const statementClients: ReadonlySet<string> = new Set(
  'psql mysql mariadb sqlite3 mongo mongosh cqlsh redis-cli clickhouse-client sqlcmd sqlplus influx gitlab-psql rails gitlab-rails dbshell bq trino presto'.split(
    ' ',
  ),
)

/** Paths of the system a truncating redirection or `tee` should not surprise. */
export const systemPath = /^\/(?:etc|dev|boot|usr|bin|sbin|lib|lib64|proc|sys|var\/lib|root)\//

type Rule = (args: readonly string[], command: string) => string | undefined

const has = (args: readonly string[], option: RegExp): boolean => args.some((arg) => option.test(arg))
const plain = (args: readonly string[]): readonly string[] => args.filter((arg) => !arg.startsWith('-'))

const setOf = (names: string): ReadonlySet<string> => new Set(names.split(' '))

/** Destructive whatever their arguments. */
const alone = setOf(
  'rm rmdir unlink dd mkfs mke2fs shred truncate wipefs fdisk sfdisk sgdisk parted blkdiscard mkswap swapoff umount ' +
    'reboot shutdown halt poweroff kill pkill killall skill userdel groupdel deluser delgroup lvremove vgremove ' +
    'pvremove lvreduce dropdb dropuser pg_resetwal pg_rewind srm fuser telinit kexec ifdown',
)

/** They print, read or compare what their arguments say. */
const harmless = setOf(
  'echo printf grep egrep fgrep rg man cat which type history less head tail test [ jq yq awk sed sort uniq wc ls ' +
    'pgrep ps xargs sudo doas env time timeout nohup watch command exec apropos whatis info tldr export alias read true false sleep date',
)

const removal = (args: readonly string[]): string => {
  const flags = args.filter((arg) => /^-[a-zA-Z]+$/.test(arg)).join(' ')
  return flags === '' ? 'rm' : `rm ${flags}`
}

/** `name verb` for the first of the leading words that is one of the verbs. */
function verbAmong(args: readonly string[], command: string, verbs: RegExp): string | undefined {
  const verb = plain(args)
    .slice(0, 4)
    .find((arg) => verbs.test(arg))
  return verb === undefined ? undefined : `${command} ${verb}`
}

/** `name option` when an option is among the arguments. */
const optionAmong = (args: readonly string[], command: string, option: RegExp): string | undefined => {
  const found = args.find((arg) => option.test(arg))
  return found === undefined ? undefined : `${command} ${found}`
}

const verbs =
  (words: RegExp): Rule =>
  (args, command) =>
    verbAmong(args, command, words)

const options =
  (option: RegExp): Rule =>
  (args, command) =>
    optionAmong(args, command, option)

const kube: Rule = (args, command) => {
  const words = plain(args)
  const at = words.findIndex((word) => word === 'rollout')
  if (at !== -1)
    return /^(?:undo|restart|pause)$/.test(words[at + 1] ?? '')
      ? `${command} rollout ${words[at + 1]}`
      : undefined
  if (words.includes('apply')) return optionAmong(args, `${command} apply`, /^--(?:prune|force)(?:=true)?$/)
  return verbAmong(
    args,
    command,
    /^(?:delete|drain|cordon|taint|scale|autoscale|patch|replace|edit|evict|deny)$/,
  )
}

const container: Rule = (args, command) => {
  const words = plain(args)
  if (words.slice(0, 4).includes('prune'))
    return `${command} ${words[0] === 'prune' ? '' : `${words[0]} `}prune`
  if (/^(?:exec|run|logs|inspect|build|pull|push|cp)$/.test(words[0] ?? '')) return undefined
  return verbAmong(args, command, /^(?:rm|rmi|stop|kill|restart|remove|delete|down|pause)$/)
}

const git: Rule = (args) => {
  const verb = plain(args)[0] ?? ''
  const flag: Readonly<Record<string, RegExp>> = {
    push: /^(?:-[a-z]*[fd]|--force.*|--delete|--mirror|--prune|\+.+|:.+)$/,
    reset: /^--hard$/,
    clean: /^-[a-zA-Z]*f|^--force$/,
    branch: /^-[a-z]*[dD]$|^--delete$/,
    tag: /^(?:-d|--delete)$/,
    checkout: /^(?:-f|--force|--|\.)$/,
    restore: /^\.$|^--worktree$/,
    stash: /^(?:drop|clear)$/,
    reflog: /^(?:expire|delete)$/,
    'filter-branch': /^/,
    'filter-repo': /^/,
    'update-ref': /^-d$/,
    rm: /^/,
  }
  const option = flag[verb]
  return option && has(args, option)
    ? (optionAmong(args.slice(args.indexOf(verb) + 1), `git ${verb}`, option) ?? `git ${verb}`)
    : undefined
}

const aws: Rule = (args) => {
  const words = plain(args)
  if (words[0] === 's3') {
    if (/^(?:rm|rb|mv)$/.test(words[1] ?? '')) return `aws s3 ${words[1]}`
    return has(args, /^--delete$/) ? 'aws s3 sync --delete' : undefined
  }
  return verbAmong(
    args,
    'aws',
    /^(?:delete|terminate|stop|reboot|modify|deregister|detach|revoke|disable|remove|purge|reset|cancel|restore|failover|promote|update(?!-kubeconfig)|put|disassociate|release|reject|batch-delete|schedule-key-deletion|set-desired-capacity|abort|replace)(?:-.*)?$/,
  )
}

const service: Rule = (args, command) => {
  const words = plain(args)
  const verb = words.find((word) =>
    /^(?:stop|restart|reload-or-restart|try-restart|force-reload)$/.test(word),
  )
  return verb === undefined ? undefined : `${command} ${verb}`
}

const curl: Rule = (args, command) => {
  const at = args.findIndex((arg) => /^(?:-[a-zA-Z]*X|--request)$/.test(arg))
  const method =
    at === -1
      ? args.map((arg) => /^(?:-[a-zA-Z]*X|--request=|--method=)(\w+)$/.exec(arg)?.[1]).find(Boolean)
      : args[at + 1]
  if (method?.toUpperCase() === 'DELETE' || args[0] === 'DELETE') return `${command} DELETE`
  return /^(?:POST|PUT|PATCH)$/i.test(method ?? '') ? harmWordAmong(args, command) : undefined
}

const rules: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ...entries('kubectl oc k', kube),
  ...entries('docker podman nerdctl crictl docker-compose', container),
  ...entries(
    'systemctl',
    verbs(
      /^(?:stop|restart|try-restart|reload-or-restart|disable|mask|kill|reboot|poweroff|halt|rescue|emergency|isolate|suspend|hibernate|kexec)$/,
    ),
  ),
  ...entries(
    'service rc-service invoke-rc.d initctl supervisorctl pm2 pg_ctl apachectl rabbitmq-server',
    service,
  ),
  ...entries('helm', verbs(/^(?:uninstall|delete|del|rollback)$/)),
  ...entries('terraform tofu terragrunt', (args, command) => {
    const words = plain(args)
    if (words[0] === 'state' || words[0] === 'workspace')
      return /^(?:rm|mv|push|delete)$/.test(words[1] ?? '') ? `${command} ${words[0]} ${words[1]}` : undefined
    return verbAmong(args, command, /^(?:destroy|apply|taint|force-unlock|run-all)$/)
  }),
  ...entries(
    'pulumi cdk cdktf serverless sls sam eksctl kops cf heroku fly flyctl doctl linode-cli hcloud',
    verbs(
      /^(?:destroy|delete|remove|rm|down|terminate|restart|restage|unset-env|apps:destroy|ps:restart|ps:kill|rolling-update|drain)(?:[-:].*)?$/,
    ),
  ),
  ...entries('git', git),
  ...entries('aws', aws),
  ...entries(
    'gcloud az ibmcloud aliyun oci openstack',
    verbs(
      /^(?:delete|stop|reset|remove|purge|deallocate|restart|destroy|disable|detach|terminate|failover|restore|undelete|resize|suspend|remove-.*|delete-.*)$/,
    ),
  ),
  ...entries('gsutil s3cmd rclone mc', (args, command) =>
    verbAmong(args, command, /^(?:rm|rb|del|mv|delete|purge|deletefile|rmdir|rmdirs|sync)$/),
  ),
  ...entries('find', (args) => (has(args, /^-delete$/) ? 'find -delete' : undefined)),
  ...entries('crontab', (args) => optionAmong(args, 'crontab', /^-[a-z]*r$/)),
  ...entries(
    'iptables ip6tables ebtables arptables',
    options(/^(?:-F|-X|-D|-P|-Z|--flush|--delete|--delete-chain|--policy)$/),
  ),
  ...entries(
    'nft ufw firewall-cmd ipset',
    (args, command) =>
      verbAmong(args, command, /^(?:flush|delete|destroy|disable|reset)$/) ??
      optionAmong(args, command, /^--(?:remove|delete).*/),
  ),
  ...entries('ip', verbs(/^(?:del|delete|flush|down)$/)),
  ...entries('ifconfig', verbs(/^down$/)),
  ...entries('curl wget http https xh', curl),
  ...entries(
    'redis-cli',
    verbs(/^(?:flushall|flushdb|del|unlink|shutdown|failover|debug|rename|swapdb|script|cluster)$/i),
  ),
  ...entries(
    'rabbitmqctl',
    verbs(
      /^(?:delete_.*|purge_queue|reset|force_reset|stop_app|stop|shutdown|forget_cluster_node|close_.*|clear_.*)$/,
    ),
  ),
  ...entries(
    'kafka-topics kafka-topics.sh kafka-consumer-groups kafka-consumer-groups.sh kafka-acls kafka-acls.sh kafka-configs kafka-configs.sh',
    options(/^--(?:delete.*|reset-offsets|remove)$/),
  ),
  ...entries('kafka-delete-records kafka-delete-records.sh', (_, command) => command),
  ...entries(
    'etcdctl consul vault nomad',
    verbs(
      /^(?:del|delete|destroy|leave|force-leave|remove|member|revoke|seal|stop|purge|drain|eligibility|disable|rekey|rotate|compaction|defrag|restore)$/,
    ),
  ),
  ...entries(
    'ceph rados rbd zpool zfs gluster drbdadm',
    verbs(/^(?:rm|out|purge|destroy|delete|remove|rmpool|offline|detach|rollback|down|zap|fail|reset|set)$/),
  ),
  ...entries(
    'patronictl repmgr pg_autoctl',
    verbs(/^(?:switchover|failover|restart|reinit|remove|standby|primary|perform)$/),
  ),
  ...entries(
    'nodetool',
    verbs(/^(?:decommission|removenode|drain|assassinate|clearsnapshot|stopdaemon|truncatehints|disable.*)$/),
  ),
  ...entries(
    'apt apt-get aptitude yum dnf zypper apk pacman dpkg rpm snap brew pip pip3 npm gem',
    (args, command) =>
      verbAmong(args, command, /^(?:remove|purge|autoremove|erase|uninstall|unpublish|del|downgrade)$/) ??
      optionAmong(args, command, /^(?:-e|-R[a-z]*|--erase|--remove|--purge)$/),
  ),
  ...entries(
    'argocd flux velero istioctl linkerd',
    verbs(/^(?:delete|suspend|terminate-op|rollback|uninstall|purge)$/),
  ),
  ...entries(
    'rails rake gitlab-rake bundle',
    verbs(/^db:(?:drop|reset|rollback|schema:load|purge|migrate:down|migrate:reset).*$/),
  ),
  ...entries('virsh qm pct lxc', verbs(/^(?:destroy|undefine|shutdown|reboot|reset|stop|delete)$/)),
  ...entries('mdadm', options(/^--(?:stop|fail|remove|zero-superblock)$|^-[SfR]$/)),
  ...entries('chmod chown chgrp', (args, command) =>
    has(args, /^(?:-[a-zA-Z]*R[a-zA-Z]*|--recursive)$/) && has(args, /^\/(?:etc|usr|var|bin|lib|boot)?\/?$/)
      ? `${command} -R`
      : undefined,
  ),
  ...entries('go cargo', (args, command) => (args[0] === 'run' ? harmWordAmong(args, command) : undefined)),
  ...entries('rsync', options(/^--(?:delete.*|remove-source-files)$/)),
])

function entries(names: string, rule: Rule): readonly (readonly [string, Rule])[] {
  return names.split(' ').map((name) => [name, rule] as const)
}
