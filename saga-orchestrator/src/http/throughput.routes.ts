import { route, type AnyRoute } from '@shop/common/http/route';
import type { Throughput } from 'saga-engine/operations/throughput';

/** The rate at which sagas finish, for the gateway's GET /api/system. */
export const throughputRoutes = (throughput: () => Promise<Throughput>): AnyRoute[] => [
  route({
    method: 'GET',
    path: '/api/sagas/throughput',
    who: 'viewer',
    summary: 'Sagas that finished in each minute of the last hour, and how long the last ones took',
    internal: true,
    answers: { 200: { description: 'The counts' } },
    handle: async () => {
      const { finishedPerMinute, latencyMs } = await throughput();
      const minutes = finishedPerMinute.map((minute) => ({ ...minute, at: new Date(minute.at).toISOString() }));
      return { status: 200, body: { finishedPerMinute: minutes, latencyMs } };
    },
  }),
];
