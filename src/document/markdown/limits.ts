/** What a document may be at most (format.md §12); beyond, it is shown and not understood. */
export const limits = {
  /** UTF-16 units of the whole text. */
  file: 2 * 1024 * 1024,
  /** The longest real runbook known has 2,177; as many steps as there may be, each with a command, take 60,000. */
  lines: 200_000,
  frontmatter: 64 * 1024,
  /** Lists and quotes inside each other. */
  depth: 100,
  /** List and quote markers of all lines together: what a line costs grows with how deep it stands. */
  markers: 50_000,
  /** Columns a list marker may be indented by: 100 levels of five columns. */
  indent: 500,
  sections: 10_000,
  /** UTF-16 units of one paragraph that are looked at. */
  inline: 32 * 1024,
  steps: 10_000,
  /** UTF-16 units of a paragraph in which a title is looked for, and of an info string: none is longer. */
  title: 2048,
  /** Entries of frontmatter; ten times what the largest real file has, and read in milliseconds. */
  frontmatterKeys: 1000,
} as const
