import { route, type AnyRoute } from '@shop/common/http/route';
import type { Presenter } from 'saga-engine/core/present';
import type { SagaView } from 'saga-engine/core/view';
import type { Sagas } from 'saga-engine/api/sagas';
import { phaseToJson } from './phase.js';
import { shownToJson } from './shown.js';
import { listQuery, previewSchema, reasonBody, sagaListSchema, sagaSchema } from './sagas.schema.js';

const iso = (ms: number | null) => (ms === null ? null : new Date(ms).toISOString());

const timed = <Part extends { startedAt: number | null; finishedAt: number | null }>(part: Part) => ({
  ...part,
  startedAt: iso(part.startedAt),
  finishedAt: iso(part.finishedAt),
});

/** A saga as JSON. */
export const sagaToJson = ({
  id,
  type,
  version,
  correlationId,
  correlationKind,
  state,
  steps,
  failure,
  waiting,
  deadline,
  audit,
  createdAt,
  updatedAt,
}: SagaView) => ({
  id,
  type,
  version,
  orderId: correlationId,
  correlation: { ...(correlationKind ? { kind: correlationKind } : {}), id: correlationId },
  state,
  steps: steps.map(({ undo, ...step }) => ({ ...timed(step), ...(undo ? { undo: timed(undo) } : {}) })),
  ...(failure ? { failure } : {}),
  ...(waiting ? { waiting: { ...waiting, until: iso(waiting.until) } } : {}),
  ...(deadline === null ? {} : { deadline: iso(deadline) }),
  audit: audit.map(({ at, since, phase, ...line }) => ({
    ...line,
    at: iso(at),
    ...(phase === undefined ? {} : { phase: phaseToJson(phase) }),
    ...(since === undefined ? {} : { since: iso(since) }),
  })),
  createdAt: iso(createdAt),
  updatedAt: iso(updatedAt),
});

/** The administrator's view of sagas, and the actions on them. */
export function sagaRoutes(sagas: Sagas, present: Presenter): AnyRoute[] {
  const admin = { who: 'admin', tag: 'Sagas' } as const;
  const viewer = { who: 'viewer', tag: 'Sagas' } as const;
  const intervention = (action: 'retry' | 'compensate' | 'resolve', summary: string) =>
    route<{ reason: string }>({
      ...admin,
      method: 'POST',
      path: `/api/sagas/:id/${action}`,
      summary,
      body: reasonBody,
      idempotent: true,
      answers: { 202: { description: 'Accepted', schema: sagaSchema } },
      problems: ['SAGA_NOT_FOUND', 'SAGA_FINISHED', 'SAGA_NOT_STORABLE'],
      handle: async ({ params, body, caller, begun }) => ({
        status: 202,
        body: sagaToJson(await sagas.intervene(action, params['id']!, caller.userId!, body.reason, begun)),
      }),
    });
  return [
    route({
      ...viewer,
      method: 'GET',
      path: '/api/sagas',
      summary: 'Sagas, newest first',
      query: listQuery,
      answers: { 200: { description: 'A page', schema: sagaListSchema } },
      handle: async ({ query: { orderId, correlationId = orderId, userId: owner, ...query } }) => {
        const about = { ...(correlationId ? { correlationId } : {}), ...(owner ? { owner } : {}) };
        const { items, nextCursor } = await sagas.list({ ...query, ...about });
        return { status: 200, body: { items: items.map(sagaToJson), nextCursor } };
      },
    }),
    route({
      ...viewer,
      method: 'GET',
      path: '/api/sagas/:id',
      summary: 'One saga',
      answers: { 200: { description: 'The saga', schema: sagaSchema } },
      problems: ['SAGA_NOT_FOUND'],
      async handle({ params }) {
        const read = await sagas.read(params['id']!);
        return { status: 200, body: { ...sagaToJson(read.saga), shown: shownToJson(present, read) } };
      },
    }),
    route({
      ...viewer,
      method: 'GET',
      path: '/api/sagas/:id/preview',
      summary: 'What a compensation now would do',
      answers: { 200: { description: 'The commands, in order', schema: previewSchema } },
      problems: ['SAGA_NOT_FOUND'],
      handle: async ({ params }) => ({ status: 200, body: { actions: await sagas.preview(params['id']!) } }),
    }),
    intervention('retry', 'Try the waiting or failing step now'),
    intervention('compensate', 'Compensate the saga'),
    intervention('resolve', 'End the saga by hand; a cancel that was accepted is still carried out'),
  ];
}
