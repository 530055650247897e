import { randomUUID } from 'node:crypto';
import { STEPS } from '@shop/testkit/sagas/steps';
import { expect } from 'chai';
import mongoose from 'mongoose';
import { askUntilAnswered } from '../support/until-answered.js';
import { CARD, type Person, type Shop } from '../support/shop.js';
import { until } from '@shop/testkit/until';
import type { Case, Story } from './matrix.js';

const DEADLINE_MS = 120_000;

/** Places an order with this stored card; returns its id. */
export type Place = (paymentMethodId?: string) => Promise<string>;
type Arm = (one: Case) => Promise<void>;

/**
 * The stories of operators and deployments, with the fault of the case. Each retries its calls until they are answered definitely,
 * as an operator does, and resolves with the order's id.
 */
export function operatorStories(
  shop: Shop,
  admin: Person,
  ann: Person,
  place: Place,
  arm: Arm,
): Pick<
  Record<Story, (one: Case) => Promise<string>>,
  'forced' | 'forced in bulk' | 'paused' | 'resumed' | 'activated'
> {
  const saga = async (id: string) => (await admin.call('GET', `/api/sagas/${id}`)).body;
  const ask = (method: 'POST' | 'DELETE', path: string, body?: object) => {
    let key = randomUUID();
    return askUntilAnswered(() => admin.call(method, path, body, { 'idempotency-key': key }), {
      // an injected refusal is stored as the answer to this key, so a retry needs a new one
      again: ({ body: said }) => {
        const injected = said['code'] === 'FAULT_INJECTED';
        if (injected) key = randomUUID();
        return injected;
      },
    });
  };

  let card: Promise<string> | undefined;
  const neverCaptured = async () => {
    const cardDetails = { ...CARD, number: '4000000000000036' };
    const stored = await ann.call('POST', '/api/payment-methods', { paymentMethod: 'credit_card', cardDetails });
    return stored.body['id'] as string;
  };
  /** A confirmed order whose capture is refused definitely. */
  const stuckOrder = async () => {
    const id = await place(await (card ??= neverCaptured()));
    const refused = async () => (await saga(id))['steps']?.at(-1).error?.includes('CAPTURE_REFUSED');
    await until('its capture is refused', refused, DEADLINE_MS);
    return id;
  };
  const isForcedOnce = async (id: string) => {
    const { audit } = (await saga(id)) as { audit: { action: string }[] };
    expect(audit.filter(({ action }) => action === 'force')).to.have.length(1);
  };
  const force = { step: STEPS.capture, phase: 'step', outcome: 'refused', reason: 'never captured' };

  const pause = async () => {
    const wish = { participant: 'stock', reason: 'the warehouse is closed' };
    const { status, body } = await ask('POST', '/api/sagas/pauses', wish);
    expect(status).to.equal(201);
    return body['id'] as string;
  };
  const resume = async (pauseId: string) =>
    // 404: an earlier attempt has already ended it
    expect((await ask('DELETE', `/api/sagas/pauses/${pauseId}`)).status).to.be.oneOf([204, 404]);
  const restsFor = (id: string, pauseId: string) =>
    until('the saga is paused', async () => (await saga(id))['waiting']?.pause === pauseId, DEADLINE_MS);

  return {
    async forced(one) {
      const id = await stuckOrder();
      await arm(one);
      const { status, body } = await ask('POST', `/api/sagas/${id}/force`, force);
      expect([202, 'SAGA_FINISHED']).to.include(status === 202 ? status : body['code']);
      await isForcedOnce(id);
      return id;
    },
    async 'forced in bulk'(one) {
      const ids = [await stuckOrder(), await stuckOrder()];
      await arm(one);
      const filter = { step: STEPS.capture, reason: 'CAPTURE_REFUSED' };
      const inBulk = async () => {
        const { status, body } = await ask('POST', '/api/sagas/bulk', { ...force, action: 'force', filter });
        expect(status).to.equal(202);
        const run = async () => (await admin.call('GET', `/api/sagas/bulk/${body['id']}`)).body;
        const done = async () => ((await run())['state'] === 'DONE' ? run() : undefined);
        return until('it is done', done, DEADLINE_MS);
      };
      const run = await inBulk();
      expect([run['done'] + run['unmatched'], run['failed']]).to.deep.equal([run['matched'], 0]);
      // an operator repeats the operation for sagas that it did not reach
      if (run['unmatched'] > 0) await inBulk();
      for (const id of ids) await isForcedOnce(id);
      await shop.awaitOutcome(ann, ids[1]!, 'CANCELLED', DEADLINE_MS);
      return ids[0]!;
    },
    async paused(one) {
      await arm(one);
      const pauseId = await pause();
      // an orchestrator that did not answer the call notices the pause a second later
      const id = await place();
      await restsFor(id, pauseId);
      await resume(pauseId);
      return id;
    },
    async resumed(one) {
      const pauseId = await pause();
      const id = await place();
      await restsFor(id, pauseId);
      await arm(one);
      await resume(pauseId);
      return id;
    },
    // as at the first start of a release with a new version
    async activated(one) {
      const store = await mongoose.createConnection(shop.database('sagas')).asPromise();
      try {
        await arm(one);
        const versions = store.collection<{ _id: string; activatedAt: number | null }>('saga-versions');
        await versions.updateMany({}, { $set: { activatedAt: null } });
        const id = await place();
        const active = async () => (await versions.countDocuments({ activatedAt: null })) === 0;
        await until('every version is activated', active, DEADLINE_MS);
        return id;
      } finally {
        await store.close();
      }
    },
  };
}
