import { route, type AnyRoute } from '@shop/common/http-route';
import type { Invariants } from '../use-cases/invariants.js';
import { invariantsSchema } from './sagas.schema.js';

/** The conservation audit. */
export const auditRoutes = (audit: () => Promise<Invariants>): AnyRoute[] => [
  route({
    method: 'GET',
    path: '/api/invariants',
    who: 'viewer',
    tag: 'Sagas',
    summary: 'The conservation audit: stock, money, orders, sagas',
    answers: { 200: { description: 'What was checked and how it came out', schema: invariantsSchema } },
    handle: async () => ({ status: 200, body: await audit() }),
  }),
];
