/** What a document may be at most (format.md §12); beyond, it is shown and not understood. */
export const limits = {
  /** UTF-16 units of the whole text. */
  file: 2 * 1024 * 1024,
  frontmatter: 64 * 1024,
  /** Lists and quotes inside each other. */
  depth: 100,
  /** UTF-16 units of one paragraph that are looked at. */
  inline: 32 * 1024,
  steps: 10_000,
  /** UTF-16 units of a paragraph in which a title is looked for: no title is longer. */
  title: 2048,
  /** Entries of frontmatter; ten times what the largest real file has, and read in milliseconds. */
  frontmatterKeys: 1000,
} as const
