import { route, type AnyRoute } from '@shop/common/http/route';
import type { Entry } from 'saga-engine/core/journal';
import type { DatedVersion } from 'saga-engine/core/registry';
import type { Presenter } from 'saga-engine/core/present';
import { exportBundle } from '../use-cases/export.js';
import type { Sagas } from 'saga-engine/api/sagas';
import type { SagaHead } from 'saga-engine/mongo/sagas.repository';
import { exportSchema, journalSchema, summarySchema } from './saga-reports.schema.js';

const iso = (ms: number) => new Date(ms).toISOString();
const TIMES = new Set(['at', 'since', 'startedAt', 'retryAt', 'until']);

const headToJson = (saga: SagaHead | null) =>
  saga && {
    id: saga.id,
    type: saga.type,
    orderId: saga.correlationId,
    state: saga.state,
    createdAt: iso(saga.createdAt),
    updatedAt: iso(saga.updatedAt),
  };

const liveToJson = <Live extends DatedVersion>({ oldest, ...rest }: Live) => ({ ...rest, oldest: iso(oldest) });

const overdueToJson = (saga: SagaHead | null) =>
  saga && { ...headToJson(saga), dueAt: iso(saga.nextActionAt ?? saga.updatedAt) };

function lineToJson(entry: Entry, index: number) {
  const line = inIso(entry);
  return { seq: index + 1, ...line, ...(entry.waits ? { waits: entry.waits.map(inIso) } : {}) };
}

const inIso = (line: object): object =>
  Object.fromEntries(
    Object.entries(line).map(([name, value]) => [name, TIMES.has(name) ? iso(value as number) : (value as unknown)]),
  );

/** Operators' reports of many sagas, or of one in full. */
export function reportRoutes(sagas: Sagas, present: Presenter): AnyRoute[] {
  const viewer = { method: 'GET', who: 'viewer', tag: 'Sagas' } as const;
  return [
    route({
      ...viewer,
      path: '/api/sagas/summary',
      summary: 'How all sagas stand: counts by state and type, and the ones to look at first',
      answers: { 200: { description: 'The counts', schema: summarySchema } },
      handle: async () => {
        const { at, byType, oldestWaiting, needsAttention, overdue, ...counts } = await sagas.summary();
        const { unknown, unknownEvents, waitingVersions } = counts;
        const body = {
          at: iso(at),
          ...counts,
          byType: byType.map((each) => ({ ...each, label: present.type(each.type) })),
          unknown: unknown.map(liveToJson),
          unknownEvents: unknownEvents.map(liveToJson),
          waitingVersions: waitingVersions.map((each) => ({ ...each, since: each.since && iso(each.since) })),
          oldestWaiting: headToJson(oldestWaiting),
          needsAttention: { count: needsAttention.count, oldest: headToJson(needsAttention.oldest) },
          overdue: { count: overdue.count, oldest: overdueToJson(overdue.oldest) },
        };
        return { status: 200, body };
      },
    }),
    route({
      ...viewer,
      path: '/api/sagas/:id/journal',
      summary: 'What happened to one saga, line by line, without anything personal',
      answers: { 200: { description: 'The journal, oldest first', schema: journalSchema } },
      problems: ['SAGA_NOT_FOUND'],
      handle: async ({ params }) => {
        const { journal } = await sagas.record(params['id']!);
        return { status: 200, body: { items: journal.map(lineToJson) } };
      },
    }),
    route({
      ...viewer,
      path: '/api/sagas/:id/export',
      summary: 'One saga as a redacted bundle for a test',
      answers: { 200: { description: 'The saga as it is stored', schema: exportSchema } },
      problems: ['SAGA_NOT_FOUND'],
      handle: async ({ params }) => ({ status: 200, body: exportBundle(present, await sagas.read(params['id']!)) }),
    }),
  ];
}
