/*
 * Verbs that begin an instruction in the runbooks of operations teams. Words that are as often nouns at the
 * beginning of a line ("Support", "Issue", "Access") are left out, or in only with an object after them.
 */
const verbs = new Set(
  (
    'accept access acknowledge activate add address adjust advise agree alert align allow analyse analyze announce answer ' +
    'append apply approve archive ask assemble assert assess assign attach attempt attend audit authenticate avoid await ' +
    'back backup begin blacklist block boot bring browse build bump call cancel capture categorise categorize certify ' +
    'change check checkout choose claim classify clean clear click clone close collect combine commit communicate compare ' +
    'compile complete comply compute concatenate conduct configure confirm connect consider consolidate consult contact ' +
    'contain continue convert coordinate copy cordon correct correlate create cut debug decide declare decline decode ' +
    'decommission decrypt defend define delegate delete demonstrate demote deny deploy describe designate detach detect ' +
    'determine develop diagnose disable disallow discard disconnect discuss dismiss distribute do document double-check ' +
    'downgrade download draft drag drain drop dump duplicate echo edit educate eject elevate eliminate email emit enable ' +
    'encourage encrypt enforce engage enhance enrich ensure enter enumerate eradicate erase escalate escape establish ' +
    'estimate evacuate evaluate examine exec execute exit expand explain export expose extend extract fetch file fill ' +
    'filter find finish fix flag flip flush focus follow force fork format fortify forward gain gather gauge generate get ' +
    'give go grab grant grep group halt hand harden have head hit hunt identify ignore implement import improve include ' +
    'incorporate increase indicate inform initialise initialize initiate insert inspect install instruct integrate interact ' +
    'interview introduce inventory investigate invite invoke involve isolate join keep kick kill label launch lean leave ' +
    'let limit link list listen load locate lock log login logout look lookup lower maintain make manage map mark maximise ' +
    'maximize measure merge migrate minimise minimize mirror mitigate modify monitor mount move navigate negotiate nominate ' +
    'note notify observe obtain offer open optimise optimize order overwrite pack page parse participate pass paste patch pause ' +
    'pay perform pick play pin ping pinpoint place plan populate post power practice practise prepare preserve press prevent ' +
    'preview print prioritise prioritize proceed process produce promote prompt propose protect provide provision prune ' +
    'publish pull purge push put quarantine query quote raise re-enable re-run reach read reassign reassure reboot rebuild ' +
    'recommend reconcile record recover recreate recycle redeploy redirect reduce refer refresh register rehearse reimage ' +
    'reinforce reinstall reissue reject release reload relocate remediate remember remind remove rename renew reopen repair ' +
    'repeat replace replicate reply repoint report reproduce request rerun reset resize resolve respond restart restore ' +
    'restrict resume retain retrieve retry return reuse revert review revise revoke rewrite roll rollback rotate route run ' +
    'sanitise sanitize save scaffold scale shadow scan schedule scroll scrub search secure see seed seek select send separate set ' +
    'setup share shorten shut shutdown sign silence simplify simulate skip solve sort specify spin split squash ssh stage ' +
    'start stay stop store strengthen submit subscribe subtract sudo suggest survey suspend swap switch sync tag tail take ' +
    'talk tally target tell temporarily terminate test think tick tidy tighten toggle trace track train transfer trigger ' +
    'trim troubleshoot try tune turn tweak type uncheck uncomment uncordon undo uninstall unlock unmount unseal unset ' +
    'update upgrade upload use utilise utilize validate verify view visit wait watch whitelist wipe work wrap write zip'
  ).split(' '),
)

/** What may stand before the verb without changing that it is an instruction. */
const lead =
  /^(?:(?:please|then|next|now|first|first of all|second|third|afterwards?|alternatively|plus|otherwise|else|also|again|optionally|optional|once done|if (?:needed|necessary|possible|required|applicable|so)|when (?:ready|done)|you (?:can|should|must|need to|will need to|may(?: need to)?|have to|might (?:want|need) to)|we (?:can|should|need to)|we recommend(?: that you)?|it is (?:highly |strongly )?recomm?ended to|(?!(?:ap|com|im|multi|re|sup)p?ly\b)[a-z]{2,}ly|always|never|do not|don't|just|only|either|and|or|to|\(optional\)|\[optional\]|(?:required|recommended|mandatory)(?=[.:]))[\s,:.-]+)+/i

/** `If the pod is down, restart it`: the instruction stands after the condition. */
const condition =
  /^(?:if|when|once|after|before|for|in|inside|on|from|to|while|unless|using|with|as|at|within|under|via|by|through|during|depending|given)\b/i

/** Whether a text (plain, without markup) tells its reader to do something. */
export function isImperative(text: string): boolean {
  const bare = text.slice(0, 400).replace(/^[^\p{L}\p{N}([]+/u, '')
  return (
    beginsWithVerb(bare) ||
    mainClauses(bare.replace(/^(?:now|then|next|finally|also),? /i, '')).some(beginsWithVerb)
  )
}

/**
 * What stands after the condition a sentence begins with. A condition may hold commas of its own, and what is in
 * parentheses is an aside: "If the cause (the host, say) is known, but not the way in, tell the vendor."
 */
export function mainClauses(text: string): readonly string[] {
  if (!condition.test(text)) return []
  const sentence = text.replace(/\([^()]*\)/g, '')
  const end = /[.\n](?=\s|$)/.exec(sentence)?.index ?? sentence.length
  return [
    ...sentence
      .slice(0, end)
      .matchAll(
        /,\s*|(?<=^[^,.:\n]{1,60}):\s+|(?<=^(?:in|inside|on|at|under|using|with)\b.*)\s(?=you (?:can|should|must|need to|have to)\b)|(?<=^(?:after|once|when|before)\b.*)\s(?=you (?:should|must|need to|have to)\b)|\s(?=(?:please |you )?(?:ensure|make sure)\b)|\sthen (?=(?:you|we) (?:can|should|must|need to|have to)\b)/gi,
      ),
  ]
    .slice(0, 4)
    .map((match) => sentence.slice(match.index + match[0].length))
}

/** "Always use a partition": holds at all times, and is done at none. */
export const isMaxim = (title: string): boolean =>
  /^(?:always|never|do not|don't|prefer|avoid)\b/i.test(title)

/** "You can find it in the file" says where something is; "you can find it by listing all" says what to do. */
const pointing = /^you (?:can|may|will|could) (?:also )?find\b(?!.*\bby \w+ing\b)/i

/** "To have it run there, the program calls another": what for, and then who does it. */
const purpose =
  /^(?:finally,? |then,? |now,? )?to [^,.]{1,120}, (?:the|this|that|it|each|an?) (?:[\w-]+ )?(?:[a-z]+s|must|will|has to)\b(?! to\b)/i

function beginsWithVerb(text: string): boolean {
  if (pointing.test(text)) return false
  if (purpose.test(text)) return false
  const bare = text.replace(lead, '')
  // `process_name` and `list()` are names of things.
  const word = /^[\p{L}-]+(?![\p{L}\p{N}_(=]|\.\p{L})/u.exec(bare)?.[0].toLowerCase()
  return (
    word !== undefined &&
    (isVerb(word) || recommends.test(text)) &&
    !/^[\p{L}-]+(?:'s\b|\s+(?:is|are|was|were|has|can|will)\b|:\s)/u.test(bare) &&
    !(isSubject.test(bare) && !takesClause.test(bare))
  )
}

/** "Login credentials for the site are in the vault": the word is part of what the sentence is about. */
const isSubject =
  /^[a-z-]+(?: (?:(?:for|of|in|on|from|with|by|to) (?:(?:the|an?|our|your|its) )?)?(?!(?:the|an?|no|not|some|why|any|all|each|every|this|these|those|your|our|its|their|that|which|who|what|where|how|if|when|while|once|until|till|before|after|because|so|as|and|or|but|then|it|you|we|they|there|whether|to)\b)[\w`/-]+){1,5} (?:is|are|was|were|will|has|have|must|should|cannot|uses|contains|provides|supports|consists)\b/i

/** "Check pods are running": these are followed by a whole sentence. */
const takesClause =
  /^(?:double-)?(?:check|ensure|make|verify|confirm|see|note|remember|assert|validate|watch|wait|know|assume|test|observe|monitor|determine|decide|prove|say|tell|look|find|think|expect)\b/i

/** "We recommend using the other one." */
const recommends = /^we recommend \w+ing\b/i

/** `unblock`, `re-index`: what can be done can be undone and done again. */
const isVerb = (word: string): boolean => verbs.has(word) || verbs.has(word.replace(/^(?:re|un)-?/, ''))
