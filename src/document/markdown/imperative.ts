/*
 * Verbs that begin an instruction in the runbooks of operations teams. Words that are as often nouns at the
 * beginning of a line ("Support", "Issue", "Access") are left out, or in only with an object after them.
 */
const verbs = new Set(
  (
    'accept access acknowledge activate add adjust advise agree align allow alert analyze analyse announce answer append apply approve archive ask ' +
    'assemble assess assign attach authenticate avoid await back backup begin block boot browse build bump call cancel capture ' +
    'change check choose claim clean clear click clone close collect combine commit communicate compare compile complete compute conduct ' +
    'configure confirm connect consider consult contact contain continue convert coordinate copy correct correlate cordon create cut ' +
    'debug decide decline decode decommission decrypt define delete demote deploy describe detach detect determine diagnose disable disconnect ' +
    'discuss dismiss distribute do document double-check download downgrade drag drain draft drop dump edit eject eliminate email emit enable encrypt ' +
    'engage ensure enter eradicate escalate establish estimate evaluate evacuate examine execute exit expand export expose extend extract fetch ' +
    'file fill filter find finish fix flag flush focus follow force fork format forward gather generate get give go grab grant group halt ' +
    'have head hit identify ignore implement import include increase indicate inform initialise initialize initiate insert inspect install ' +
    'instruct interview introduce investigate invite invoke isolate join keep kick kill label launch leave let limit link list load locate lock ' +
    'log login look lower maintain make manage map mark measure merge migrate mirror mitigate modify monitor mount move navigate ' +
    'note notify observe obtain offer open order page pass paste patch pause perform pick pin ping place plan post power prepare preserve press ' +
    'prevent print prioritise prioritize proceed process produce promote prompt propose protect provide provision publish pull purge push put quarantine ' +
    'query raise re-enable re-run read reassign reboot rebuild recommend reconcile record recover recreate recycle redeploy redirect reduce refer ' +
    'refresh register reinstall reissue reject release reload remediate remember remind remove rename renew repair repeat replace replicate reply report ' +
    'request rerun reset resize resolve respond restart restore restrict resume retain retrieve retry return reuse revert review revise revoke rollback ' +
    'rotate route run save scaffold scale scan schedule scroll search secure see seek select send separate set share shut shutdown setup sign simulate skip sort ' +
    'specify spin split ssh stage start stay stop store submit subscribe sudo suggest suspend switch sync tag tail take talk target tell temporarily terminate ' +
    'test think toggle track train transfer trigger try troubleshoot tune turn type uncheck uncordon uncomment undo uninstall unlock unmount ' +
    'unseal update upgrade upload use utilise utilize validate verify view visit wait watch whitelist wipe work write zip'
  ).split(' '),
)

/** What may stand before the verb without changing that it is an instruction. */
const lead =
  /^(?:(?:please|then|next|now|first|first of all|second|secondly|third|finally|lastly|afterwards?|also|again|optionally|optional|once done|if (?:needed|necessary|possible|required|applicable|so)|when (?:ready|done)|you (?:can|should|must|need to|will need to|may(?: need to)?|have to|might (?:want|need) to)|we (?:can|should|need to)|immediately|always|never|do not|don't|manually|carefully|simply|just|only|and|or|to|\(optional\)|\[optional\])[\s,:.-]+)+/i

/** `If the pod is down, restart it`: the instruction stands after the condition. */
const condition =
  /^(?:if|when|once|after|before|for|in|on|from|to|while|unless|using|with|as|at|within)\b[^,.\n]{1,160},\s*/i

/** Whether a text (plain, without markup) tells its reader to do something. */
export function isImperative(text: string): boolean {
  const bare = text.slice(0, 400).replace(/^[^\p{L}\p{N}([]+/u, '')
  return beginsWithVerb(bare) || beginsWithVerb(bare.replace(condition, ''))
}

function beginsWithVerb(text: string): boolean {
  const bare = text.replace(lead, '')
  const word = /^[\p{L}-]+/u.exec(bare)?.[0].toLowerCase()
  return (
    word !== undefined &&
    isVerb(word) &&
    !/^[\p{L}-]+(?:'s\b|\s+(?:is|are|was|were|has|can|will)\b|:\s)/u.test(bare)
  )
}

/** `unblock`, `re-index`: what can be done can be undone and done again. */
const isVerb = (word: string): boolean => verbs.has(word) || verbs.has(word.replace(/^(?:re|un)-?/, ''))
