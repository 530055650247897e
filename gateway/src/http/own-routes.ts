import { Faults } from '@shop/common/faults';
import { faultListSchema, faultRoutes } from '@shop/common/http/faults.routes';
import type { Described } from '@shop/common/http/route';
import Joi from 'joi';
import { systemHistoryRoute, systemRoute } from '../pages/system.schema.js';
import { traceRoutes } from '../pages/traces.schema.js';

const text = Joi.string();
const at = Joi.string().isoDate();
const orders = { tag: 'Orders', who: 'user' } as const;
const process = { tag: 'Process', who: 'anyone' } as const;
const faults = { tag: 'Faults', who: 'admin' } as const;
const checks = Joi.object().pattern(text, text).required();
const armed = faultRoutes(new Faults(true)).find(({ method }) => method === 'POST')!;
const replica = Joi.object({
  replica: text,
  state: text.valid('up', 'down', 'ejected').required(),
  breaker: text.valid('closed', 'half-open', 'open'),
  outstanding: Joi.number().integer(),
}).description('In production all but the state is told to administrators and viewers only');
const ready = Joi.object({
  status: text.valid('ok', 'failed').required(),
  checks,
  upstreams: Joi.object().pattern(text, Joi.array().items(replica)).required(),
});
const job = Joi.object({
  id: text.required(),
  name: text.required(),
  state: text.required(),
  attempts: Joi.number().integer().required(),
  progress: Joi.any(),
  log: Joi.array().items(text).required(),
  addedAt: at,
  runsAt: at,
  startedAt: at,
  finishedAt: at,
  failure: text,
  outcome: Joi.any(),
});

const words = Joi.object({ en: text.required(), ko: text.required() });
const shownSaga = Joi.object({
  type: text.required(),
  label: words.required(),
  steps: Joi.array()
    .items(
      Joi.object({
        name: text.required(),
        kind: text.required(),
        label: words.required(),
        does: words,
        undo: words,
        state: text.required(),
        note: words.required(),
        startedAt: at.allow(null).required(),
        finishedAt: at.allow(null).required(),
      }),
    )
    .required(),
});

/** The OpenAPI description of the routes that the gateway answers itself, except the pages. */
export const ownRoutes: readonly Described[] = [
  {
    ...orders,
    method: 'GET',
    path: '/api/orders/:id/events',
    summary: 'Watch an order: its history, then each change as it happens, until it is confirmed or cancelled',
    headers: { 'Last-Event-ID': 'The `seq` that was seen last; the stream goes on after it' },
    answers: {
      200: { description: 'Server-sent events: `id` is the `seq`, `data` a StatusChange', type: 'text/event-stream' },
    },
    problems: ['ORDER_NOT_FOUND'],
  },
  {
    ...orders,
    method: 'GET',
    path: '/api/orders/:id/steps',
    summary: 'How the sagas of an order stand, step by step, in words for its customer; none once they are forgotten',
    answers: {
      200: {
        description: 'The sagas, the first first, and whether nothing more is done by itself',
        schema: Joi.object({
          orderId: text.required(),
          ended: Joi.boolean().required(),
          sagas: Joi.array().items(shownSaga).required(),
        }),
      },
    },
    problems: ['ORDER_NOT_FOUND'],
  },
  {
    tag: 'Sagas',
    who: 'viewer',
    method: 'GET',
    path: '/api/sagas/:id/jobs',
    summary: 'The BullMQ job that tells of a saga, or those of all sagas of an order, newest first',
    answers: { 200: { description: 'The jobs', schema: Joi.object({ items: Joi.array().items(job).required() }) } },
    problems: ['SAGA_NOT_FOUND'],
  },
  systemRoute,
  systemHistoryRoute,
  ...traceRoutes,
  {
    tag: 'Documentation',
    who: 'anyone',
    method: 'GET',
    path: '/openapi.json',
    summary: 'This document',
    answers: { 200: { description: 'OpenAPI 3.1', schema: Joi.object().unknown() } },
  },
  {
    tag: 'Documentation',
    who: 'anyone',
    method: 'GET',
    path: '/asyncapi.json',
    summary: 'The events of orders and payments',
    answers: { 200: { description: 'AsyncAPI 3', schema: Joi.object().unknown() } },
  },
  {
    ...process,
    method: 'GET',
    path: '/health/live',
    summary: 'Whether the gateway runs',
    answers: { 200: { description: 'It does', schema: Joi.object({ status: text.valid('ok').required() }) } },
  },
  {
    ...process,
    method: 'GET',
    path: '/health/ready',
    summary: 'Whether the gateway takes requests, and what it knows of each replica behind it',
    answers: {
      200: { description: 'It does', schema: ready },
      503: { description: 'It is shutting down', schema: ready },
    },
  },
  {
    ...process,
    method: 'GET',
    path: '/metrics',
    summary: 'Metrics of the gateway',
    answers: { 200: { description: 'Prometheus text', type: 'text/plain' } },
    problems: ['FORBIDDEN'],
  },
  ...faultRoutes(new Faults(true)).map((each) => ({ ...each, internal: false })),
  {
    ...faults,
    method: 'GET',
    path: '/api/faults',
    summary: 'Points and armed faults of every process',
    answers: {
      200: {
        description: 'By process; `down` for one that does not answer',
        schema: Joi.object({
          items: Joi.array()
            .items(faultListSchema.keys({ process: text.required(), down: Joi.boolean() }))
            .required(),
        }),
      },
    },
  },
  {
    ...faults,
    method: 'DELETE',
    path: '/api/faults',
    summary: 'Disarm all faults of every process',
    answers: { 204: { description: 'Disarmed' } },
  },
  {
    ...faults,
    method: 'POST',
    path: '/api/faults/:process',
    summary: 'Arm a fault on each replica of a process',
    body: armed.body!,
    answers: armed.answers,
    problems: ['PROCESS_NOT_FOUND'],
  },
];
