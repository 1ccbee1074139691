/**
 * The text as one word of POSIX shell source, whatever stands in it: within single quotes nothing means anything.
 * Only for source that we write ourselves; values never enter source that a document brought.
 */
export const shellQuoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
