import type { Rule } from './rule.ts'
import { attributeOnCopiedBlock } from './rules/attribute-on-copied-block.ts'
import { attributeUnknown } from './rules/attribute-unknown.ts'
import { autoBlockThatDestroys } from './rules/auto-block-that-destroys.ts'
import { autoBlockWithPlaceholder } from './rules/auto-block-with-placeholder.ts'
import { brokenHeadingLink } from './rules/broken-heading-link.ts'
import { brokenRelativeLink } from './rules/broken-relative-link.ts'
import { choiceWithoutAllowed } from './rules/choice-without-allowed.ts'
import { commandsAfterInnerSession } from './rules/commands-after-inner-session.ts'
import { dateNotUnderstood } from './rules/date-not-understood.ts'
import { destructiveWithoutRollback } from './rules/destructive-without-rollback.ts'
import { duplicateParameter } from './rules/duplicate-parameter.ts'
import { duplicateStepTitle } from './rules/duplicate-step-title.ts'
import { emptyBlock } from './rules/empty-block.ts'
import { emptyLink } from './rules/empty-link.ts'
import { emptySection } from './rules/empty-section.ts'
import { expectWithoutBlock } from './rules/expect-without-block.ts'
import { fileTooLarge } from './rules/file-too-large.ts'
import { frontmatterDuplicateKey } from './rules/frontmatter-duplicate-key.ts'
import { frontmatterInvalid } from './rules/frontmatter-invalid.ts'
import { frontmatterTooLarge } from './rules/frontmatter-too-large.ts'
import { gotoTargetMissing } from './rules/goto-target-missing.ts'
import { headingWithoutSpace } from './rules/heading-without-space.ts'
import { inlineTooLong } from './rules/inline-too-long.ts'
import { invisibleCharacterInBlock } from './rules/invisible-character-in-block.ts'
import { labelMisspelt } from './rules/label-misspelt.ts'
import { labelNotUnderstood } from './rules/label-not-understood.ts'
import { listSplitByFence } from './rules/list-split-by-fence.ts'
import { markedBlockRefused } from './rules/marked-block-refused.ts'
import { mergeConflictMarkers } from './rules/merge-conflict-markers.ts'
import { metadataDisagreement } from './rules/metadata-disagreement.ts'
import { missingEscalation } from './rules/missing-escalation.ts'
import { missingLastUpdated } from './rules/missing-last-updated.ts'
import { missingOutcome } from './rules/missing-outcome.ts'
import { missingOwner } from './rules/missing-owner.ts'
import { missingPermissions } from './rules/missing-permissions.ts'
import { missingTools } from './rules/missing-tools.ts'
import { nestingTooDeep } from './rules/nesting-too-deep.ts'
import { noErrorHandling } from './rules/no-error-handling.ts'
import { noRollback } from './rules/no-rollback.ts'
import { noSteps } from './rules/no-steps.ts'
import { noStepsInRunbook } from './rules/no-steps-in-runbook.ts'
import { noVerification } from './rules/no-verification.ts'
import { notValidated } from './rules/not-validated.ts'
import { parameterDefaultNotAllowed } from './rules/parameter-default-not-allowed.ts'
import { parameterTableInvalid } from './rules/parameter-table-invalid.ts'
import { placeholderInShell } from './rules/placeholder-in-shell.ts'
import { promptInShell } from './rules/prompt-in-shell.ts'
import { promptNotDecidable } from './rules/prompt-not-decidable.ts'
import { referenceInUnsafePlace } from './rules/reference-in-unsafe-place.ts'
import { reviewOverdue } from './rules/review-overdue.ts'
import { secretInText } from './rules/secret-in-text.ts'
import { secretWithDefault } from './rules/secret-with-default.ts'
import { severalTitles } from './rules/several-titles.ts'
import { shellSyntax } from './rules/shell-syntax.ts'
import { shellcheck } from './rules/shellcheck.ts'
import { skippedHeadingLevel } from './rules/skipped-heading-level.ts'
import { smartQuotesInShell } from './rules/smart-quotes-in-shell.ts'
import { spaceAfterBackslash } from './rules/space-after-backslash.ts'
import { stepWithoutText } from './rules/step-without-text.ts'
import { suppressionWithoutReason } from './rules/suppression-without-reason.ts'
import { tabInYaml } from './rules/tab-in-yaml.ts'
import { templateNotFilledIn } from './rules/template-not-filled-in.ts'
import { titleMissing } from './rules/title-missing.ts'
import { tooManySteps } from './rules/too-many-steps.ts'
import { typographicDashInShell } from './rules/typographic-dash-in-shell.ts'
import { unclosedFence } from './rules/unclosed-fence.ts'
import { undefinedParameterReference } from './rules/undefined-parameter-reference.ts'
import { unknownActionWord } from './rules/unknown-action-word.ts'
import { unknownRule } from './rules/unknown-rule.ts'
import { unsetVariableInShell } from './rules/unset-variable-in-shell.ts'
import { unusedParameter } from './rules/unused-parameter.ts'

/** Every rule there is, in alphabetical order; configuration, pages and formats are derived from this list. */
export const rules: readonly Rule[] = [
  attributeOnCopiedBlock,
  attributeUnknown,
  autoBlockThatDestroys,
  autoBlockWithPlaceholder,
  brokenHeadingLink,
  brokenRelativeLink,
  choiceWithoutAllowed,
  commandsAfterInnerSession,
  dateNotUnderstood,
  destructiveWithoutRollback,
  duplicateParameter,
  duplicateStepTitle,
  emptyBlock,
  emptyLink,
  emptySection,
  expectWithoutBlock,
  fileTooLarge,
  frontmatterDuplicateKey,
  frontmatterInvalid,
  frontmatterTooLarge,
  gotoTargetMissing,
  headingWithoutSpace,
  inlineTooLong,
  invisibleCharacterInBlock,
  labelMisspelt,
  labelNotUnderstood,
  listSplitByFence,
  markedBlockRefused,
  mergeConflictMarkers,
  metadataDisagreement,
  missingEscalation,
  missingLastUpdated,
  missingOutcome,
  missingOwner,
  missingPermissions,
  missingTools,
  nestingTooDeep,
  noErrorHandling,
  noRollback,
  noSteps,
  noStepsInRunbook,
  noVerification,
  notValidated,
  parameterDefaultNotAllowed,
  parameterTableInvalid,
  placeholderInShell,
  promptInShell,
  promptNotDecidable,
  referenceInUnsafePlace,
  reviewOverdue,
  secretInText,
  secretWithDefault,
  severalTitles,
  shellSyntax,
  shellcheck,
  skippedHeadingLevel,
  smartQuotesInShell,
  spaceAfterBackslash,
  stepWithoutText,
  suppressionWithoutReason,
  tabInYaml,
  templateNotFilledIn,
  titleMissing,
  tooManySteps,
  typographicDashInShell,
  unclosedFence,
  undefinedParameterReference,
  unknownActionWord,
  unknownRule,
  unsetVariableInShell,
  unusedParameter,
]
