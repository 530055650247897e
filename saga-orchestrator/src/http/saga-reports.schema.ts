import { named } from '@shop/common/http/json-schema';
import { FORCED_OUTCOMES, SAGA_STATES } from '@shop/protos/contract';
import Joi from 'joi';
import { labelText } from './shown.schema.js';

const at = Joi.string().isoDate();
const count = Joi.number().integer().required();
const head = {
  id: Joi.string().required(),
  type: Joi.string().required(),
  orderId: Joi.string().required(),
  state: Joi.string().required(),
  createdAt: at.required(),
  updatedAt: at.required(),
};

const live = { type: Joi.string().required(), version: count, count, oldest: at.required() };

export const summarySchema = named(
  'SagaSummary',
  Joi.object({
    at: at.required(),
    total: count,
    byState: Joi.object(Object.fromEntries(SAGA_STATES.map((state) => [state, count]))).required(),
    byType: Joi.array()
      .items(Joi.object({ type: Joi.string().required(), label: labelText.required(), total: count, live: count }))
      .required(),
    unknown: Joi.array()
      .items(Joi.object({ ...live, elsewhere: Joi.boolean().required() }))
      .required()
      .description('Sagas under way whose type or version the orchestrator that answers has no definition of'),
    unknownEvents: Joi.array()
      .items(Joi.object(live))
      .required()
      .description(
        'Sagas under way whose journal has lines of a kind that the orchestrator that answers does not know',
      ),
    waitingVersions: Joi.array()
      .items(
        Joi.object({
          type: Joi.string().required(),
          version: count,
          have: count,
          orchestrators: count,
          since: at.allow(null).required(),
        }),
      )
      .required()
      .description('Versions that take no new sagas yet, because not every orchestrator has them'),
    oldestWaiting: Joi.object(head).allow(null).required(),
    needsAttention: Joi.object({ count, oldest: Joi.object(head).allow(null).required() }).required(),
    overdue: Joi.object({
      count,
      oldest: Joi.object({ ...head, dueAt: at.required() })
        .allow(null)
        .required(),
    }).required(),
  }),
);

const text = Joi.string();

export const journalSchema = named(
  'SagaJournal',
  Joi.object({
    items: Joi.array()
      .items(
        Joi.object({
          seq: count,
          at: at.required(),
          type: text.required(),
          step: text,
          phase: text.valid('do', 'undo'),
          attempt: Joi.number().integer(),
          count: Joi.number().integer(),
          since: at,
          row: Joi.number().integer(),
          passed: Joi.boolean(),
          collect: Joi.number().integer(),
          waits: Joi.array().items(
            Joi.object({ step: text, passed: Joi.boolean(), until: at, collect: Joi.number().integer() }),
          ),
          again: Joi.boolean(),
          outcome: text.valid(...FORCED_OUTCOMES),
          known: Joi.boolean(),
          confirmed: Joi.boolean(),
          bulk: text,
          pause: text,
          sent: Joi.number().integer(),
          startedAt: at,
          retryAt: at,
          until: at,
          error: text,
          why: text,
          reason: text,
          detail: text,
          refused: Joi.boolean(),
          refusal: text,
          of: text.valid('wait', 'saga'),
          signal: text,
          saga: text,
          id: text,
          by: text,
          reply: Joi.any(),
          payload: Joi.any(),
        }),
      )
      .required(),
  }),
);

export const exportSchema = Joi.object().unknown();
