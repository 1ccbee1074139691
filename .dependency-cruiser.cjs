/** The rooms in reading order: each may import only rooms above it. One rule for each arrow the rooms do not have. */
const rooms = [
  ['text', 'offsets, ranges and edits on text know nothing of what the text means'],
  ['hash', 'hashes are over bytes and plain JSON'],
  ['sink', 'escaping for an output knows the output, not what is written to it'],
  ['document', 'a document is what stands in the file: not what a shell or a run makes of it'],
  ['shell', 'shell source is judged as text; who asked does not matter'],
  ['action', 'what a kind of step is; how it is planned or carried out is elsewhere'],
  ['plan', 'a plan is a value made from a document; lint and runs look at it, never the other way'],
  ['lint', 'rules look at documents and plans; nothing runs'],
  ['run', 'a run is decided from plan and facts alone'],
  ['library', 'what a set of runbooks says follows from their texts'],
  ['ledger', 'the chain of an installation tells of runs; no run knows of it'],
  ['access', 'who may do what is decided from grants alone; who keeps them does not matter'],
  ['ports', 'interfaces name what is needed; they do not know who answers'],
  ['contract', 'what server and browser say to each other; who answers is elsewhere'],
  ['driver', 'the driver joins run and ports; it does no I/O of its own'],
  ['executors', 'how an action is carried out; who asked does not matter'],
  ['adapters', 'the outside world behind ports'],
  ['app', 'verbs of the product: they see ports, never who stands behind them'],
  ['cli', 'the terminal shows what the verbs say'],
  ['server', 'HTTP to verbs and back; it decides nothing'],
  ['mcp', 'what agents ask to verbs and back; it decides nothing'],
  ['runner', 'orders of a server to an executor of this host; it knows nothing of runs'],
  ['main', 'the composition root: the only one that knows everybody'],
]

const pure = ['text', 'hash', 'sink', 'document', 'shell', 'action', 'plan', 'lint', 'run', 'ledger', 'access', 'library', 'ports', 'contract']

const downward = rooms.slice(0, -1).map(([room, why], index) => ({
  name: `${room}-sees-nothing-below`,
  comment: why,
  severity: 'error',
  from: { path: `^src/${room}/`, pathNot: '\\.test\\.ts$' },
  to: { path: `^src/(${rooms.slice(index + 1).map(([name]) => name).join('|')})/` },
}))

module.exports = {
  forbidden: [
    ...downward,
    {
      name: 'no-circular',
      comment: 'A circle of files is one file that pretends to be several.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'pure-rooms-see-no-node',
      comment: 'Pure rooms run in the browser too, and can be tested without a world.',
      severity: 'error',
      from: { path: `^src/(${pure.join('|')})/`, pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'only-main-sees-adapters-and-executors',
      comment: 'Everybody else works with ports; that is what makes the outside world exchangeable.',
      severity: 'error',
      from: { path: '^src/(app|cli|server|mcp|runner|driver)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/(adapters|executors)/' },
    },
    {
      name: 'no-tests-in-the-product',
      comment: 'The product must not lean on its tests.',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.test\\.ts$' },
      to: { path: '(\\.test\\.ts$|^test/)' },
    },
    {
      name: 'resolves',
      comment: 'An import that cannot be resolved hides every other rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
}
