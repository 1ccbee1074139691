import * as z from 'zod/mini'
import { doneSchema } from './access.ts'
import type { Route } from './route.ts'
import { json } from './route.ts'
import {
  bindingSchema,
  helloSchema,
  newRunnerSchema,
  ordersSchema,
  readUpToSchema,
  reportSchema,
  runnerLogSchema,
  runnersSchema,
  takeOrdersSchema,
  welcomeSchema,
} from './runner.ts'

const text = z.string()

/** Doors of runners, which carry out commands elsewhere, and for whoever says which there are. */
export const runnerApi = {
  greetRunner: {
    method: 'POST',
    path: '/api/runner/hello',
    rights: 'runner',
    summary: 'A runner begins, and is given the session it works in.',
    body: helloSchema,
    answer: json(welcomeSchema),
  },
  takeOrders: {
    method: 'POST',
    path: '/api/runner/orders',
    rights: 'runner',
    summary: 'What a runner is to do; answers when there is something, and else after a while.',
    body: takeOrdersSchema,
    answer: json(ordersSchema),
  },
  reportOrders: {
    method: 'POST',
    path: '/api/runner/results',
    rights: 'runner',
    summary: 'What became of orders.',
    body: reportSchema,
    answer: json(doneSchema),
  },
  appendLog: {
    method: 'POST',
    path: '/api/runner/log',
    rights: 'runner',
    summary: 'Output of a command that the runner carries out, masked.',
    body: runnerLogSchema,
    answer: json(doneSchema),
  },
  logReadUpTo: {
    method: 'POST',
    path: '/api/runner/log/end',
    rights: 'runner',
    summary: 'Up to where the output of a command has come.',
    body: z.object({ effect: text }),
    answer: json(readUpToSchema),
  },
  listRunners: {
    method: 'GET',
    path: '/api/runners',
    rights: ['manage-runners'],
    summary: 'Every runner, whether it is there, and which folders are bound to whom.',
    answer: json(runnersSchema),
  },
  createRunner: {
    method: 'POST',
    path: '/api/runners',
    rights: ['manage-runners'],
    summary: 'Makes a runner; its token is in the answer, once.',
    body: newRunnerSchema,
    answer: json(z.object({ token: text })),
  },
  removeRunner: {
    method: 'DELETE',
    path: '/api/runners/:name',
    rights: ['manage-runners'],
    summary: 'Its token is good for nothing any more.',
    params: z.object({ name: text }),
    answer: json(doneSchema),
  },
  bindFolder: {
    method: 'PUT',
    path: '/api/bindings',
    rights: ['manage-runners'],
    summary: 'Commands of runbooks below a folder go to runners with a label, in a directory of theirs.',
    body: bindingSchema,
    answer: json(doneSchema),
  },
  unbindFolder: {
    method: 'DELETE',
    path: '/api/bindings',
    rights: ['manage-runners'],
    summary: 'Nobody carries out commands of that folder any more.',
    query: z.object({ folder: text }),
    answer: json(doneSchema),
  },
} as const satisfies Record<string, Route>
