/** Languages whose blocks are scripts: the tag, and the interpreter's usual name for messages. */
export const interpreterLanguages: ReadonlyMap<string, string> = new Map([
  ['python', 'python3'],
  ['python3', 'python3'],
  ['py', 'python3'],
  ['javascript', 'node'],
  ['js', 'node'],
  ['node', 'node'],
  ['typescript', 'node'],
  ['ts', 'node'],
  ['ruby', 'ruby'],
  ['rb', 'ruby'],
  ['perl', 'perl'],
  ['php', 'php'],
  ['lua', 'lua'],
  ['fish', 'fish'],
  ['powershell', 'pwsh'],
  ['pwsh', 'pwsh'],
])
