import type { Described } from '@shop/common/http/route';
import { minutes, seconds } from '@shop/common/time';
import Joi from 'joi';
import { SAMPLE_MS, SAMPLES } from './system-history.js';

const text = Joi.string();
const number = Joi.number();
const count = number.integer().required();
const state = text.valid('closed', 'half-open', 'open');

const breakersSchema = Joi.array()
  .items(Joi.object({ upstream: text.required(), state: state.required() }))
  .required();

const processSchema = Joi.object({
  process: text.required(),
  replica: text.required(),
  ready: Joi.boolean().required(),
  checks: Joi.object().pattern(text, text).required(),
  state: text.valid('up', 'down', 'ejected'),
  breaker: state,
  breakers: breakersSchema,
  eventLoopLagMs: number.allow(null).required(),
  rssBytes: number.allow(null).required(),
});

const version = { type: text.required(), version: count };
/** When the oldest of them began; absent from an orchestrator of the previous release. */
const dated = { ...version, count, oldest: text.isoDate() };

const latency = Joi.object({
  count,
  p50: number.allow(null).required(),
  p99: number.allow(null).required(),
}).required();
/** Further fields of a sample of the last hour. */
const sampled = {
  byState: Joi.object().pattern(text, number.integer()).required(),
  oldestWaitingMs: number.allow(null).required(),
  overdueMs: number.required(),
  latencyMs: latency,
};

const sagasSchema = Joi.object({
  ...sampled,
  needsAttention: count,
  overdue: count,
  unknown: Joi.array()
    .items(Joi.object({ ...dated, elsewhere: Joi.boolean() }))
    .required()
    .description(
      'Sagas under way of a type or version that the orchestrator asked does not have; `elsewhere`: another one that is up has it',
    ),
  unknownEvents: Joi.array()
    .items(Joi.object(dated))
    .required()
    .description('Sagas under way whose journal has lines of a kind that the orchestrator asked does not know'),
  waitingVersions: Joi.array()
    .items(Joi.object({ ...version, have: count, orchestrators: count, since: text.isoDate().allow(null) }))
    .required()
    .description('Versions that take no new sagas yet: `have` of the `orchestrators` that are up have them'),
  finishedPerMinute: Joi.array()
    .items(Joi.object({ at: text.isoDate().required(), completed: count, compensated: count, other: count }))
    .required(),
});

const queueSchema = Joi.object({ wait: count, active: count, delayed: count, failed: count }).allow(null).required();
const moneySchema = Joi.array()
  .items(Joi.object({ currency: text.required(), minor: count, amount: number.required(), payments: count }))
  .allow(null)
  .required();

const backlogSchema = Joi.object({ count, oldestMs: count }).allow(null).required();

/** The state of the system, as the OpenAPI document describes it. */
export const systemRoute: Described = {
  method: 'GET',
  path: '/api/system',
  who: 'viewer',
  tag: 'Process',
  summary: 'How every process, the queue, the sagas and the money are now',
  answers: {
    200: {
      description: 'What cannot be asked is null, or not ready',
      schema: Joi.object({
        at: text.isoDate().required(),
        processes: Joi.array().items(processSchema).required(),
        queue: queueSchema,
        intake: Joi.object({ orders: backlogSchema, payments: backlogSchema })
          .required()
          .description(
            'What was taken from customers and has still to be handed to the sagas, since no orchestrator could be told',
          ),
        sagas: sagasSchema.allow(null).required(),
        failedRefunds: count.allow(null).description('Payments with a refund that failed and was not given back since'),
        openDisputes: count.allow(null).description('Disputes that no bank has decided yet'),
        unknownCharges: count.allow(null).description('Charges that only their payment providers know'),
        moneyAtRisk: moneySchema,
      }),
    },
  },
};

const sampleSchema = Joi.object({
  at: text.isoDate().required(),
  processes: Joi.array()
    .items(Joi.object({ process: text.required(), replica: text.required(), breakers: breakersSchema }))
    .required(),
  queue: queueSchema,
  sagas: Joi.object(sampled).allow(null).required(),
  moneyAtRisk: moneySchema,
});

/** The past state of the system, as the OpenAPI document describes it. */
export const systemHistoryRoute: Described = {
  method: 'GET',
  path: '/api/system/history',
  who: 'viewer',
  tag: 'Process',
  summary: `How the sagas, the queue and the circuit breakers were in the last ${(SAMPLES * SAMPLE_MS) / minutes(1)} minutes`,
  answers: {
    200: {
      description: `A sample each ${SAMPLE_MS / seconds(1)} seconds, the oldest first; only since this gateway started`,
      schema: Joi.object({ items: Joi.array().items(sampleSchema).required() }),
    },
  },
};
