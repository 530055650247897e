import { route, type AnyRoute } from '@shop/common/http/route';
import { fromMinor } from '@shop/protos/money';
import type { AuditRunDocument } from '../data/audit-run.model.js';
import type { AuditRunRepository } from '../data/audit-run.repository.js';
import type { AuditResult } from '../use-cases/audit.js';
import { auditRunsSchema, invariantsSchema } from './sagas.schema.js';

const iso = (ms: number) => new Date(ms).toISOString();

/** The conservation audit: one on request, and the scheduled ones. */
export function auditRoutes(
  audit: () => Promise<AuditResult>,
  runs: Pick<AuditRunRepository, 'all' | 'want'>,
): AnyRoute[] {
  const shown = async () => ({ items: (await runs.all()).map(runToJson) });
  return [
    route({
      method: 'GET',
      path: '/api/invariants',
      who: 'viewer',
      tag: 'Sagas',
      summary:
        'The conservation audit: stock, money, orders, sagas. Looks at everything; of very many orders ask for a run instead',
      answers: { 200: { description: 'What was checked and how it came out', schema: invariantsSchema } },
      async handle() {
        const { ok, checks } = await audit();
        return { status: 200, body: { ok, checks } };
      },
    }),
    route({
      method: 'GET',
      path: '/api/invariants/runs',
      who: 'viewer',
      tag: 'Sagas',
      summary: 'The audits that run by themselves: of recent orders each minute, of all of them each night',
      answers: { 200: { description: 'How far each is, and what the last one found', schema: auditRunsSchema } },
      handle: async () => ({ status: 200, body: await shown() }),
    }),
    route({
      method: 'POST',
      path: '/api/invariants/runs',
      who: 'admin',
      tag: 'Sagas',
      summary: 'Begin an audit of all orders within a few seconds, unless one is running',
      answers: { 202: { description: 'Accepted', schema: auditRunsSchema } },
      async handle() {
        await runs.want();
        return { status: 202, body: await shown() };
      },
    }),
  ];
}

function runToJson({ _id, leaseUntil, startedAt, looked, last }: AuditRunDocument) {
  return {
    kind: _id,
    running: leaseUntil > Date.now(),
    startedAt: iso(startedAt),
    looked,
    ...(last
      ? {
          last: {
            finishedAt: iso(last.finishedAt),
            ok: last.ok,
            looked: last.looked,
            checks: last.checks,
            moneyAtRisk: Object.entries(last.moneyAtRisk).map(([currency, minor]) => ({
              amount: fromMinor(minor, currency),
              currency,
            })),
          },
        }
      : {}),
  };
}
