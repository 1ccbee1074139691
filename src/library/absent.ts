/** A path at which there is nothing; also what is said of a file to somebody who may not know that it is there. */
export const absentFile = (path: string): { readonly why: string; readonly remedy: string } => ({
  why: `there is no file ${path}`,
  remedy: `see \`kneeboard list\`; the name is ${path.split('/').at(-1) ?? path}`,
})
