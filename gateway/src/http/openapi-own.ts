import { generalResponses } from '@shop/common/http/openapi-problems';
import { ORDER_STATUSES } from '@shop/protos/contract';
import { SESSION_COOKIE } from '../auth/callers.js';

/** The whole document except the paths. */
export const skeleton = {
  openapi: '3.1.0',
  info: {
    title: 'Shop',
    version: '1.0.0',
    description:
      'Orders, payments and stock, kept together by sagas. Every answer carries `x-request-id` and `traceparent`; ' +
      'every error is a problem with a stable `code`. Send an `Idempotency-Key` with each POST that creates or moves ' +
      'something. Lists take `limit` and `cursor`, and answer `nextCursor`, null on the last page.',
  },
  servers: [{ url: '/' }],
  components: {
    securitySchemes: {
      bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      session: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE },
    },
    responses: generalResponses(),
    schemas: {
      Problem: {
        type: 'object',
        description: 'RFC 9457; some codes bring members of their own',
        additionalProperties: true,
        required: ['type', 'title', 'status', 'detail', 'code', 'traceId'],
        properties: {
          type: { type: 'string' },
          title: { type: 'string' },
          status: { type: 'integer' },
          detail: { type: 'string' },
          code: { type: 'string', pattern: '^[A-Z][A-Z0-9_]*$' },
          traceId: { type: 'string' },
          errors: {
            type: 'array',
            items: {
              type: 'object',
              required: ['path', 'message'],
              properties: { path: { type: 'string' }, message: { type: 'string' } },
            },
          },
        },
      },
      StatusChange: {
        type: 'object',
        description: 'What `data` of an event holds',
        required: ['seq', 'status', 'at'],
        properties: {
          seq: { type: 'integer', minimum: 1 },
          status: { type: 'string', enum: ORDER_STATUSES },
          at: { type: 'string', format: 'date-time' },
          reason: { type: 'string' },
        },
        additionalProperties: false,
      },
    },
  },
};
