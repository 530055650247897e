import { pageShape } from '@shop/common/http/paging';
import { named } from '@shop/common/http/json-schema';
import { timeOf, timeSchema } from '@shop/common/validation/time-schema';
import { ID_LENGTHS } from '@shop/common/validation/validate';
import { BULK_ACTIONS, FORCED_OUTCOMES, SAGA_STATES } from '@shop/protos/contract';
import Joi from 'joi';
import type { BulkFilter, BulkRequest } from 'saga-engine/mongo/bulk.model';
import type { ForceRequest, RestartRequest } from 'saga-engine/core/operate';
import type { PauseRequest } from 'saga-engine/operations/pauses';
import { reasonSchema, soughtReasonSchema } from '../reason.js';
import { nameSchema } from './name.js';
import { phaseSchema, type PhaseJson } from './phase.js';
import { labelText } from './shown.schema.js';

const at = Joi.string().isoDate();
const id = Joi.string().max(ID_LENGTHS.any).required();
const count = Joi.number().integer().required();
const reason = reasonSchema;
const confirm = Joi.boolean();
const name = nameSchema;
/** Limited, because a reply is stored in the journal, whose size is bounded. */
const MAX_REPLY = 16 * 1024;
const reply = Joi.object()
  .unknown()
  .custom((value: object, helpers) =>
    JSON.stringify(value).length > MAX_REPLY
      ? helpers.message({ custom: `must be at most ${MAX_REPLY} characters of JSON` })
      : value,
  );
const outcome = Joi.string().valid(...FORCED_OUTCOMES);
const phase = phaseSchema;

/** Requests with the phase in its HTTP format. */
type Sent<Wish> = Omit<Wish, 'by' | 'bulk' | 'phase'> & { readonly phase?: PhaseJson };
export type ForceJson = Sent<ForceRequest>;
export type RestartJson = Sent<RestartRequest>;

export const forceBody = Joi.object<ForceJson>({
  step: name.required(),
  phase,
  outcome: outcome.required(),
  reply: Joi.when('outcome', {
    is: 'refused',
    then: Joi.forbidden(),
    otherwise: Joi.when('phase', { is: 'undo', then: Joi.forbidden(), otherwise: reply }),
  }),
  reason,
  confirm,
});

export const restartBody = Joi.object<RestartJson>({
  step: name.required(),
  phase,
  reason,
  confirm,
});

/** A filter with times and phases in their HTTP format. */
export type BulkFilterJson = Omit<BulkFilter, 'before' | 'after' | 'phase'> & {
  before?: string;
  after?: string;
  phase?: PhaseJson;
};
export type BulkJson = Omit<BulkRequest, 'phase'> & {
  phase?: PhaseJson;
  filter: BulkFilterJson;
  all?: boolean;
  dryRun?: boolean;
};

export const bulkBody = Joi.object<BulkJson>({
  action: Joi.string()
    .valid(...BULK_ACTIONS)
    .required(),
  filter: Joi.object({
    state: Joi.string().valid(...SAGA_STATES),
    type: name,
    version: Joi.number().integer().min(1),
    step: name,
    phase,
    reason: soughtReasonSchema,
    before: timeSchema,
    after: timeSchema,
  })
    .custom((filter: BulkFilterJson, helpers) =>
      filter.before !== undefined && filter.after !== undefined && timeOf(filter.before) < timeOf(filter.after)
        ? helpers.message({ custom: 'matches nothing: `before` is earlier than `after`' })
        : filter,
    )
    .with('phase', 'step')
    .required(),
  all: Joi.boolean().description(
    'Needed for, and only taken with, a `filter` without members: every saga that has not ended',
  ),
  reason,
  dryRun: Joi.boolean(),
  step: name,
  phase,
  outcome,
  reply,
  confirm,
});

export const matchedSchema = Joi.object({ matched: count });
export const bulkBegunSchema = Joi.object({ id, matched: count });
export const bulkSchema = named(
  'BulkOperation',
  Joi.object({
    id,
    action: Joi.string()
      .valid(...BULK_ACTIONS)
      .required(),
    reason: Joi.string().required(),
    by: Joi.string().required(),
    state: Joi.string().valid('RUNNING', 'DONE').required(),
    step: Joi.string(),
    phase,
    outcome,
    matched: count,
    done: count,
    failed: count,
    unmatched: Joi.number()
      .integer()
      .min(0)
      .description('Once DONE: how many matched when it was begun and no longer did when their turn came'),
    examples: Joi.array()
      .items(Joi.object({ id: Joi.string().required(), error: Joi.string().required() }))
      .required(),
    createdAt: at.required(),
  }),
);

export const pauseBody = Joi.object<PauseRequest>({
  type: name,
  step: name,
  participant: name,
  reason,
}).or('type', 'step', 'participant');

export const pauseSchema = named(
  'Pause',
  Joi.object({
    id,
    type: Joi.string(),
    step: Joi.string(),
    participant: Joi.string(),
    label: labelText.required(),
    reason: Joi.string().required(),
    by: Joi.string().required(),
    at: at.required(),
  }),
);
export const pausesSchema = Joi.object({
  items: Joi.array().items(pauseSchema).required(),
  nextCursor: pageShape.cursor.allow(null),
});
