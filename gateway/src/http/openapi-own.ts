import { SESSION_COOKIE } from '../auth/callers.js';

const problem = {
  description: 'A problem',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
};

/** Everything of the document but the paths. */
export const skeleton = {
  openapi: '3.1.0',
  info: {
    title: 'Shop',
    version: '1.0.0',
    description:
      'Orders, payments and stock, kept together by sagas. Every answer carries `x-request-id`; every error is a ' +
      'problem with a stable `code`. Send an `Idempotency-Key` with each POST that creates or moves something.',
  },
  servers: [{ url: '/' }],
  components: {
    securitySchemes: {
      bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      session: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE },
    },
    schemas: {
      Problem: {
        type: 'object',
        description: 'RFC 9457',
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
        required: ['seq', 'status', 'at'],
        properties: {
          seq: { type: 'integer', minimum: 1 },
          status: { type: 'string', enum: ['PENDING', 'AWAITING_PAYMENT', 'CONFIRMED', 'CANCELLED'] },
          at: { type: 'string', format: 'date-time' },
          reason: { type: 'string' },
        },
      },
    },
  },
};

/** The paths that the gateway answers itself. */
export const ownPaths = {
  '/api/orders/{id}/events': {
    get: {
      operationId: 'getApiOrdersIdEvents',
      summary: 'Watch an order: its history, then each change as it happens, until it is confirmed or cancelled',
      tags: ['orders'],
      security: [{ bearer: [] }],
      parameters: [
        { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
        {
          name: 'Last-Event-ID',
          in: 'header',
          description: 'The `seq` that was seen last; the stream goes on after it.',
          schema: { type: 'string' },
        },
      ],
      responses: {
        200: {
          description: 'Server-sent events; `id` is the `seq`, `data` a StatusChange',
          content: { 'text/event-stream': { schema: { type: 'string' } } },
        },
        default: problem,
      },
    },
  },
  '/api/sagas/{id}/jobs': {
    get: {
      operationId: 'getApiSagasIdJobs',
      summary: 'The BullMQ jobs that still tell of a saga, newest first',
      tags: ['sagas'],
      security: [{ bearer: [] }],
      parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
      responses: {
        200: {
          description: 'Each with id, name, state, attempts, progress and log',
          content: {
            'application/json': {
              schema: {
                type: 'object',
                required: ['items'],
                properties: { items: { type: 'array', items: { type: 'object' } } },
              },
            },
          },
        },
        default: problem,
      },
    },
  },
  '/openapi.json': {
    get: {
      operationId: 'getOpenapiJson',
      summary: 'This document',
      tags: ['documentation'],
      security: [],
      responses: {
        200: { description: 'OpenAPI 3.1', content: { 'application/json': { schema: { type: 'object' } } } },
        default: problem,
      },
    },
  },
};
