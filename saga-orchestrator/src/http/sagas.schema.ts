import { named } from '@shop/common/http/json-schema';
import { pageShape, type PageQuery } from '@shop/common/http/paging';
import { ID_LENGTHS, idSchema } from '@shop/common/validation/validate';
import { FORCED_OUTCOMES, SAGA_STATES } from '@shop/protos/contract';
import Joi from 'joi';
import { AUDIT_KINDS } from '../data/audit-run.model.js';
import { reasonSchema } from '../reason.js';
import { nameSchema } from './name.js';
import { phaseSchema } from './phase.js';
import { shownSchema } from './shown.schema.js';

const id = Joi.string().max(ID_LENGTHS.any);
const at = Joi.string().isoDate();

export const listQuery = Joi.object<
  PageQuery & { state?: string; type?: string; orderId?: string; correlationId?: string; userId?: string }
>({
  ...pageShape,
  state: Joi.string().valid(...SAGA_STATES),
  type: nameSchema,
  orderId: idSchema,
  correlationId: idSchema.description(
    'What the saga is about, whatever its kind; of the sagas of an order, the same as orderId',
  ),
  userId: idSchema,
});

export const reasonBody = Joi.object<{ reason: string }>({ reason: reasonSchema });

export const sagaSchema = named(
  'Saga',
  Joi.object({
    id: id.required(),
    type: Joi.string().required(),
    version: Joi.number().integer().required(),
    orderId: id.required(),
    correlation: Joi.object({ kind: Joi.string(), id: id.required() }).description(
      'What the saga is about: an order, or what else its definition names',
    ),
    state: Joi.string().required(),
    steps: Joi.array()
      .items(
        Joi.object({
          name: Joi.string().required(),
          kind: Joi.string().required(),
          status: Joi.string().required(),
          attempts: Joi.number().integer().required(),
          startedAt: at.allow(null),
          finishedAt: at.allow(null),
          error: Joi.string(),
          undo: Joi.object({
            status: Joi.string().valid('pending', 'failing', 'done', 'skipped').required(),
            attempts: Joi.number().integer().required(),
            startedAt: at.allow(null),
            finishedAt: at.allow(null),
            error: Joi.string(),
          }),
        }),
      )
      .required(),
    failure: Joi.object({ step: Joi.string(), reason: Joi.string(), detail: Joi.string() }),
    waiting: Joi.object({ step: Joi.string(), why: Joi.string(), until: at, pause: Joi.string() }),
    deadline: at,
    audit: Joi.array().items(
      Joi.object({
        at,
        by: Joi.string(),
        action: Joi.string(),
        reason: Joi.string(),
        step: Joi.string(),
        phase: phaseSchema,
        outcome: Joi.string().valid(...FORCED_OUTCOMES),
        confirmed: Joi.boolean(),
        bulk: Joi.string(),
        count: Joi.number().integer(),
        since: at,
      }),
    ),
    createdAt: at.required(),
    updatedAt: at.required(),
    shown: shownSchema,
  }),
);

export const sagaListSchema = Joi.object({
  items: Joi.array().items(sagaSchema).required(),
  nextCursor: Joi.string().allow(null),
});

export const previewSchema = Joi.object({
  actions: Joi.array()
    .items(Joi.object({ step: Joi.string(), command: Joi.string() }))
    .required(),
});

const checks = Joi.array()
  .items(Joi.object({ name: Joi.string().required(), ok: Joi.boolean().required(), detail: Joi.string().required() }))
  .required();

export const invariantsSchema = named('Invariants', Joi.object({ ok: Joi.boolean().required(), checks }));

const auditRun = Joi.object({
  kind: Joi.string()
    .valid(...AUDIT_KINDS)
    .required(),
  running: Joi.boolean().required(),
  startedAt: at.required(),
  looked: Joi.number().integer().required(),
  last: Joi.object({
    finishedAt: at.required(),
    ok: Joi.boolean().required(),
    looked: Joi.number().integer().required(),
    checks,
    moneyAtRisk: Joi.array()
      .items(Joi.object({ amount: Joi.number().required(), currency: Joi.string().required() }))
      .required(),
  }),
});

export const auditRunsSchema = named('AuditRuns', Joi.object({ items: Joi.array().items(auditRun).required() }));
