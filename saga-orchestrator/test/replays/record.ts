/**
 * Records sagas of every kind of end for the replay, by real runs: `npm run generate replays`, when a definition has a new version. Those
 * that are there are left as they are.
 */
import { conflict, unavailable } from '@shop/common/errors';
import { INTERNAL_HEADER, InternalTokens } from '@shop/common/auth/internal-tokens';
import { silentLogger } from '@shop/common/logging/logger';
import { STEPS } from '@shop/testkit/sagas/steps';
import type { Exported } from 'saga-engine/testkit/replay';
import { CHANGE_ORDER } from '@shop/protos/contract';
import { startRedis } from '@shop/testkit/redis';
import { startStore } from '@shop/testkit/store';
import { until } from '@shop/testkit/until';
import { record } from '@shop/testkit/recorded';
import { startApp } from '../../dist/app.js';
import { cancelOrderId } from '../../dist/sagas/cancel-order.js';
import { sagas as definitions } from '../../dist/sagas/definitions.js';
import { configFor, sagasCaller, SECRET, startRequest, startScripted } from '../scripted.js';

const [redis, store, peers] = await Promise.all([startRedis(), startStore(), startScripted()]);
const places = { redisUrl: redis.url, mongoUri: store.uri('sagas') };
const app = await startApp(configFor(peers, places), silentLogger());
const hurried = await startApp(configFor(peers, places, { PAYMENT_TIMEOUT_MS: 300 }), silentLogger());
const [sagas, hurriedSagas] = [sagasCaller(app.ports.grpc), sagasCaller(hurried.ports.grpc)];

const token = new InternalTokens('gateway', SECRET).issue('saga-orchestrator', { sub: 'root', role: 'admin' });
async function http<Body>(path: string, body?: object): Promise<Body> {
  const headers = { [INTERNAL_HEADER]: token, 'content-type': 'application/json' };
  const options = body ? { method: 'POST', body: JSON.stringify({ reason: 'recorded', ...body }) } : {};
  const answer = await fetch(`http://127.0.0.1:${app.ports.http}/api/sagas/${path}`, { headers, ...options });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Body;
}
const isIn = (id: string, state: string) =>
  until(`${id} is ${state}`, async () => (await sagas.call('Get', { sagaId: id })).state === state, 30_000);
const begin = (id: string, paid = true, at = sagas) =>
  at.call('Start', startRequest(id, { paid, until: 'ACCEPTED' }), { deadlineMs: 20_000 });
const cancel = (id: string) => sagas.call('Cancel', { orderId: id, by: 'ann', reason: 'CUSTOMER_CANCELLED' });
const pay = (id: string) =>
  sagas.call('Signal', { sagaId: id, paymentSubmitted: { paymentMethodId: 'pm', amountMinor: 100, currency: 'USD' } });
const answered = (id: string) =>
  sagas.call('Signal', { sagaId: id, typed: { name: STEPS.answer, json: '{}' }, signalId: 'p' });
/** Makes the command fail `times` times with this error before it succeeds. */
const fails = (id: string, command: string, times: number, error: () => Error) =>
  peers.script.set(`${id} ${command}`, async () => {
    if (times-- > 0) throw error();
  });
const refuses = (
  id: string,
  command: string,
  code: 'OUT_OF_STOCK' | 'PAYMENT_DECLINED' | 'INVALID_STATE',
  times = 1e9,
) => fails(id, command, times, () => conflict(code as never, 'no'));
/** Changes the order whose id is also the name of the story and of its saga. */
const change = (orderId: string, differenceMinor: number) => {
  const input = {
    orderId,
    userId: 'u',
    revision: 1,
    lines: [{ productId: 'pen', quantity: 2, unitPriceMinor: 100, name: 's' }],
    totalMinor: 200,
    differenceMinor,
    currency: 'USD',
    paymentMethodId: 'pm',
  };
  const typed = { type: CHANGE_ORDER, json: JSON.stringify(input) };
  return sagas.call('Start', { sagaId: orderId, typed, until: 'ACCEPTED' }, { deadlineMs: 20_000 });
};
const cancelOf = (id: string) =>
  until(`${id} is undone`, () => isIn(cancelOrderId(id), 'COMPLETED').then(() => true), 30_000);

/** What happens to one order; its sagas are recorded at the end. */
const stories: Record<string, (id: string) => Promise<unknown>> = {
  completed: async (id) => (await begin(id), await isIn(id, 'COMPLETED')),
  'paid-later': async (id) => (
    await begin(id, false),
    await isIn(id, 'WAITING'),
    await pay(id),
    await isIn(id, 'COMPLETED')
  ),
  compensated: async (id) => (
    refuses(id, 'authorize', 'PAYMENT_DECLINED'),
    await begin(id),
    await isIn(id, 'COMPENSATED')
  ),
  'refused-at-pivot': async (id) => (
    refuses(id, 'confirm', 'INVALID_STATE'),
    await begin(id),
    await isIn(id, 'COMPENSATED')
  ),
  'tried-again': async (id) => {
    fails(id, 'reserve', 2, () => unavailable('away'));
    fails(id, 'capture', 2, () => unavailable('away'));
    await begin(id);
    await isIn(id, 'COMPLETED');
  },
  'undone-late': async (id) => {
    refuses(id, 'authorize', 'PAYMENT_DECLINED');
    fails(id, 'release', 2, () => unavailable('away'));
    await begin(id);
    await isIn(id, 'COMPENSATED');
  },
  cancelled: async (id) => (
    await begin(id, false),
    await isIn(id, 'WAITING'),
    await cancel(id),
    await isIn(id, 'COMPENSATED')
  ),
  'cancelled-late': async (id) => (await begin(id), await isIn(id, 'COMPLETED'), await cancel(id), await cancelOf(id)),
  'timed-out': async (id) => (await begin(id, false, hurriedSagas), await isIn(id, 'COMPENSATED')),
  forced: async (id) => {
    refuses(id, 'capture', 'INVALID_STATE');
    await begin(id);
    await isIn(id, 'NEEDS_ATTENTION');
    await http(`${id}/force`, { step: STEPS.capture, outcome: 'done', reply: { paymentId: 'p' }, confirm: true });
    await isIn(id, 'COMPLETED');
  },
  'customer-approved': async (id) => {
    peers.replies.set(`${id} authorize`, { paymentId: 'p', customerMustAct: true });
    await begin(id);
    await isIn(id, 'WAITING');
    await answered(id);
    await isIn(id, 'COMPLETED');
  },
  'customer-refused': async (id) => {
    peers.replies.set(`${id} authorize`, { paymentId: 'p', customerMustAct: true });
    refuses(id, 'complete-payment', 'PAYMENT_DECLINED');
    await begin(id);
    await isIn(id, 'WAITING');
    await answered(id);
    await isIn(id, 'COMPENSATED');
  },
  resolved: async (id) => {
    refuses(id, 'capture', 'INVALID_STATE');
    await begin(id);
    await isIn(id, 'NEEDS_ATTENTION');
    await http(`${id}/resolve`, {});
    await isIn(id, 'RESOLVED');
  },
  pricier: async (id) => (await change(id, 100), await isIn(id, 'COMPLETED')),
  cheaper: async (id) => (await change(id, -100), await isIn(id, 'COMPLETED')),
  'not-changed': async (id) => (
    refuses(id, 'capture', 'INVALID_STATE'),
    await change(id, 100),
    await isIn(id, 'COMPENSATED')
  ),
  'compensated-while-waiting': async (id) => {
    await begin(id, false);
    await isIn(id, 'WAITING');
    await http(`${id}/compensate`, {});
    await isIn(id, 'COMPENSATED');
  },
};

try {
  for (const [story, run] of Object.entries(stories)) {
    await run(story);
    const exported = await Promise.all(
      [story, cancelOrderId(story)].map((id) =>
        http<Exported & { shown?: unknown }>(`${id}/export`).catch(() => undefined),
      ),
    );
    const sagas = exported.flatMap((found) => {
      if (!found) return [];
      const { shown: _shown, ...saga } = found;
      return [saga];
    });
    // each command once, in order, without its arguments, as the replay lists them
    const received = [...new Set((peers.sent.get(story) ?? []).map((line) => line.split(' ')[0]!))];
    record(import.meta.dirname, definitions.all, { name: story, sagas, received }, ({ command }) =>
      command.split('.')[1]!.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`),
    );
  }
} finally {
  sagas.close();
  hurriedSagas.close();
  await Promise.all([app.close(), hurried.close()]);
  await peers.close();
  await Promise.all([redis.stop(), store.stop()]);
}
