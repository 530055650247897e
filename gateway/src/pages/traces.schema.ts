import type { Described } from '@shop/common/http/route';
import { limitSchema } from '@shop/common/http/paging';
import { idSchema } from '@shop/common/validation/validate';
import Joi from 'joi';

export interface TracesQuery {
  readonly limit: number;
  readonly sagaId?: string;
  readonly orderId?: string;
  readonly failed?: boolean;
}

export const tracesQuery = Joi.object<TracesQuery>({
  limit: limitSchema,
  sagaId: idSchema,
  orderId: idSchema,
  failed: Joi.boolean(),
});

export const traceIdSchema = Joi.string()
  .required()
  .pattern(/^[0-9a-f]{32}$/, 'a trace id: 32 hex digits');

const text = Joi.string();
const at = text.isoDate().required();
const ms = Joi.number().required();
const ids = Joi.array().items(text).required();
const link = Joi.object({ traceId: traceIdSchema, spanId: text.required() });

const headSchema = Joi.object({
  traceId: traceIdSchema,
  name: text.required(),
  process: text.required(),
  startedAt: at,
  durationMs: ms,
  spans: Joi.number().integer().required(),
  failed: Joi.number().integer().required(),
  processes: ids,
  sagaIds: ids,
  orderIds: ids,
});

const spanSchema = Joi.object({
  spanId: text.required(),
  parentId: text.allow(null).required(),
  process: text.required(),
  replica: text.required(),
  name: text.required(),
  kind: text.valid('server', 'client', 'producer', 'consumer', 'internal').required(),
  startedAt: at,
  offsetMs: ms,
  durationMs: ms,
  status: text.valid('ok', 'error').required(),
  attributes: Joi.object().unknown().required(),
  links: Joi.array().items(link).required(),
});

const about = { tag: 'Traces', who: 'viewer', method: 'GET' } as const;

/** The traces as the OpenAPI document describes them. */
export const traceRoutes: readonly Described[] = [
  {
    ...about,
    path: '/api/traces',
    summary: 'The last traces, newest first, of a saga or an order if asked',
    query: tracesQuery,
    answers: {
      200: {
        description: 'The traces, and whether any are kept',
        schema: Joi.object({
          items: Joi.array().items(headSchema).required(),
          store: Joi.object({ enabled: Joi.boolean().required(), sample: ms }).required(),
        }),
      },
    },
  },
  {
    ...about,
    path: '/api/traces/:traceId',
    summary: 'One trace: what each process did, and which later traces follow from it',
    params: Joi.object({ traceId: traceIdSchema }),
    answers: {
      200: {
        description: 'Its spans in the order in which they began',
        schema: Joi.object({
          traceId: traceIdSchema,
          name: text.required(),
          startedAt: at,
          durationMs: ms,
          spans: Joi.array().items(spanSchema).required(),
          linkedFrom: Joi.array()
            .items(Joi.object({ traceId: traceIdSchema, name: text.required(), startedAt: at }))
            .required(),
        }),
      },
    },
    problems: ['TRACE_NOT_FOUND'],
  },
];
