import { expect } from 'chai';
import { armingOf, type Arming } from '../support/arming.js';
import { ADDRESS, auditIsClean, startShop, type Person, type Shop } from '../support/shop.js';
import { until } from '../support/until.js';

/** Authorised, and its capture refused for good. */
const NEVER_CAPTURED = { number: '4000000000000036', expiry: '12/40', cvv: '123' };
const DEADLINE_MS = 90_000;

describe('what operators do while the orchestrator dies', function () {
  this.timeout(300_000);
  let shop: Shop;
  let ann: Person;
  let admin: Person;
  let faults: Arming;
  let paymentMethodId: string;

  before(async () => {
    shop = await startShop({ env: { FAULT_INJECTION: 'on', RATE_LIMIT: 'off' }, longestRestartMs: 200 });
    [ann, admin] = await Promise.all([shop.register(), shop.admin()]);
    faults = armingOf(shop, admin);
    const card = { paymentMethod: 'credit_card', cardDetails: NEVER_CAPTURED };
    paymentMethodId = (await ann.call('POST', '/api/payment-methods', card)).body['id'] as string;
  });
  after(() => shop?.stop());

  const saga = async (id: string) => (await admin.call('GET', `/api/sagas/${id}`)).body;
  /** An order that is confirmed and whose payment will never be captured. */
  const stuckOrder = async () => {
    const items = [{ productId: 'product-1', quantity: 1 }];
    const { body } = await ann.call('POST', '/api/orders', { items, shippingAddress: ADDRESS, paymentMethodId });
    const id = body['id'] as string;
    await until('capture is refused', async () => (await saga(id))['steps']?.at(-1).attempts > 0, DEADLINE_MS);
    return id;
  };
  const isCancelled = (id: string) => shop.settled(ann, id, 'CANCELLED', DEADLINE_MS);

  for (const point of ['orchestrator.journal-append.before', 'orchestrator.journal-append.after'])
    it(`force is carried out once when the process dies at ${point}`, async () => {
      const id = await stuckOrder();
      await faults.arm('saga-orchestrator', { at: point, do: 'crash' });
      const body = { step: 'capture-payment', outcome: 'refused', reason: 'never captured', confirm: true };
      await until(
        'it is taken',
        async () => {
          const answer = await admin.call('POST', `/api/sagas/${id}/force`, body);
          return answer.status === 202 || answer.body['code'] === 'SAGA_FINISHED';
        },
        DEADLINE_MS,
      );
      await isCancelled(id);
      const { audit } = (await saga(id)) as { audit: { action: string }[] };
      expect(audit.filter(({ action }) => action === 'force')).to.have.length(1);
    });

  for (const point of ['orchestrator.bulk-batch.before', 'orchestrator.bulk-batch.after'])
    it(`a bulk operation is carried on when the process dies at ${point}, each saga once`, async () => {
      const ids = await Promise.all(Array.from({ length: 4 }, stuckOrder));
      await faults.arm('saga-orchestrator', { at: point, do: 'crash' });
      const wish = { action: 'force', outcome: 'refused', confirm: true, reason: 'never captured' };
      const begun = await admin.call('POST', '/api/sagas/bulk', { ...wish, filter: { step: 'capture-payment' } });
      expect([begun.status, begun.body['matched']]).to.deep.equal([202, 4]);
      await until(
        'it is done',
        async () => (await admin.call('GET', `/api/sagas/bulk/${begun.body['id']}`)).body['state'] === 'DONE',
        DEADLINE_MS,
      );
      const { done, failed } = (await admin.call('GET', `/api/sagas/bulk/${begun.body['id']}`)).body;
      expect([done, failed]).to.deep.equal([4, 0]);
      for (const id of ids) {
        await isCancelled(id);
        const { audit } = (await saga(id)) as { audit: { action: string }[] };
        expect(audit.filter(({ action }) => action === 'force')).to.have.length(1);
      }
    });

  it('a pause outlives the process, and what rested goes on when it is ended', async () => {
    const pause = await admin.call('POST', '/api/sagas/pauses', { participant: 'payments', reason: 'bank is down' });
    expect(pause.status).to.equal(201);
    await faults.arm('saga-orchestrator', { at: 'orchestrator.journal-append.after', do: 'crash' });
    const items = [{ productId: 'product-1', quantity: 1 }];
    const order = await ann.call('POST', '/api/orders', { items, shippingAddress: ADDRESS, paymentMethodId });
    const id = order.body['id'] as string;
    await until('it rests', async () => (await saga(id))['waiting']?.pause === pause.body['id'], DEADLINE_MS);
    expect((await saga(id))['steps'][3].attempts).to.equal(0);
    const ended = await admin.call('DELETE', `/api/sagas/pauses/${pause.body['id']}`);
    expect(ended.status).to.equal(204);
    await until('capture is tried', async () => (await saga(id))['steps'].at(-1).attempts > 0, DEADLINE_MS);
    const body = { step: 'capture-payment', outcome: 'refused', reason: 'never captured', confirm: true };
    expect((await admin.call('POST', `/api/sagas/${id}/force`, body)).status).to.equal(202);
    await isCancelled(id);
  });

  it('nothing is lost or doubled by any of it', () => auditIsClean(admin, 60_000));
});
