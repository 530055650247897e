import { CUSTOMER_ANSWERED } from '@shop/protos/contract';
import { unavailable } from '@shop/common/errors';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { paymentIdOf } from '../../dist/domain/ids.js';
import { card, startStand, thrown, type Stand } from '../support/stand.js';

const ASKS = card('4000002500003155');
const SHOP = 'http://localhost:3000/';

describe('a payment that its customer must approve at the provider', () => {
  let stand: Stand;
  before(async () => {
    stand = await startStand({ SHOP_URL: SHOP });
  });
  after(() => stand.stop());
  beforeEach(() => {
    stand.peers.onSignal = async () => ({ outcome: 'ACCEPTED', reached: false });
    stand.peers.signals.length = 0;
  });
  afterEach(() => stand.disarm());

  const authorize = async (orderId: string, customerMayAct = true) => {
    const request = {
      orderId,
      userId: 'u1',
      paymentMethodId: await stand.method(ASKS),
      amountMinor: 2999,
      currency: 'USD',
    };
    return stand.commands.call('Authorize', { ...request, customerMayAct });
  };
  const asked = async (): Promise<{ orderId: string; url: string }> => {
    const orderId = stand.order();
    expect(await authorize(orderId)).to.deep.equal({ paymentId: paymentIdOf(orderId), customerMustAct: true });
    return { orderId, url: (await shown(orderId))['nextAction'].url };
  };
  const shown = async (orderId: string) => (await stand.call('GET', `/api/payments/${paymentIdOf(orderId)}`)).body;
  const answer = (url: string, what: 'approve' | 'refuse') =>
    fetch(`${url}/${what}`, { method: 'POST', redirect: 'manual' });
  const movements = async (orderId: string) =>
    (await stand.books(paymentIdOf(orderId))).movements.map(({ type }: { type: string }) => type);
  const signalsOf = (orderId: string) => stand.peers.signals.filter(({ sagaId }) => sagaId === orderId);
  /** Drops the provider's webhooks. */
  const loseWebhooks = () => stand.arm('provider', 'provider.webhook.before', 'drop-reply', { times: 20 });

  it('is shown as REQUIRES_ACTION with the address of the bank, and authorises nothing', async () => {
    const { orderId, url } = await asked();
    expect(await shown(orderId)).to.deep.include({
      status: 'REQUIRES_ACTION',
      nextAction: { type: 'redirect', url },
      history: [],
    });
    expect(await movements(orderId)).to.deep.equal([]);
    expect((await thrown(stand.commands.call('CompletePayment', { orderId }))).status).to.equal(503);
    const page = await fetch(url);
    expect(page.status).to.equal(200);
    expect(page.headers.get('content-security-policy')).to.include("default-src 'none'");
    expect(await page.text())
      .to.include('29.99 USD')
      .and.include(`href="${SHOP}?order=${orderId}"`);
  });

  it('continues when the customer approves, and signals the saga once', async () => {
    const { orderId, url } = await asked();
    const back = await answer(url, 'approve');
    expect([back.status, back.headers.get('location')]).to.deep.equal([303, `${SHOP}?order=${orderId}`]);
    await until('the saga is signalled', () => signalsOf(orderId).length === 1);
    const { typed, signalId } = signalsOf(orderId)[0]!;
    expect([typed?.name, signalId]).to.deep.equal([CUSTOMER_ANSWERED, paymentIdOf(orderId)]);
    const payment = await shown(orderId);
    expect(payment['status']).to.equal('AUTHORIZED');
    expect(payment).not.to.have.property('nextAction');
    expect(await stand.commands.call('CompletePayment', { orderId })).to.deep.equal({
      paymentId: paymentIdOf(orderId),
    });
    // no repeated answer, other answer or repeated command changes the decision
    await answer(url, 'approve');
    await answer(url, 'refuse');
    expect(await authorize(orderId)).to.deep.include({ customerMustAct: true });
    expect(await movements(orderId)).to.deep.equal(['authorized']);
    await stand.commands.call('Capture', { orderId });
    expect(await movements(orderId)).to.deep.equal(['authorized', 'captured']);
    expect(signalsOf(orderId)).to.have.length(1);
  });

  it('is declined when the customer refuses', async () => {
    const { orderId, url } = await asked();
    await answer(url, 'refuse');
    await until('the saga is signalled', () => signalsOf(orderId).length === 1);
    expect(await shown(orderId)).to.deep.include({ status: 'DECLINED', declineCode: 'authentication_failed' });
    const refusal = await thrown(stand.commands.call('CompletePayment', { orderId }));
    expect(refusal.code).to.equal('PAYMENT_DECLINED');
    await answer(url, 'approve');
    expect(await movements(orderId)).to.deep.equal([]);
  });

  for (const way of ['the browser comes back', 'the reconciler runs'] as const)
    it(`is resolved without a webhook when ${way}`, async () => {
      await loseWebhooks();
      const { orderId, url } = await asked();
      await answer(url, 'approve');
      if (way === 'the reconciler runs') await stand.app.reconcile();
      else {
        const verified = await stand.call('POST', `/api/payments/${paymentIdOf(orderId)}/verify`, {});
        expect(verified.body['status']).to.equal('AUTHORIZED');
      }
      await until('the saga is signalled', () => signalsOf(orderId).length === 1);
    });

  it('is looked up at the provider when the saga asks before any webhook', async () => {
    await loseWebhooks();
    const { orderId, url } = await asked();
    await answer(url, 'approve');
    expect(await stand.commands.call('CompletePayment', { orderId })).to.deep.equal({
      paymentId: paymentIdOf(orderId),
    });
  });

  it('signals the saga later when it is unreachable, even after a restart', async () => {
    stand.peers.onSignal = async () => {
      throw unavailable('no orchestrator');
    };
    const { orderId, url } = await asked();
    await answer(url, 'approve');
    await until('the saga is tried', () => signalsOf(orderId).length > 0);
    await stand.restartApp({});
    stand.peers.onSignal = async () => ({ outcome: 'ACCEPTED', reached: false });
    stand.peers.signals.length = 0;
    await until('the saga is signalled', () => signalsOf(orderId).length === 1);
  });

  it('cannot be approved after it was voided', async () => {
    const { orderId, url } = await asked();
    await stand.commands.call('Void', { orderId });
    expect((await answer(url, 'approve')).status).to.equal(303);
    expect(await movements(orderId)).to.deep.equal([]);
    expect((await shown(orderId))['status']).to.equal('VOIDED');
    expect(await (await fetch(url)).text()).to.include('Nothing to confirm');
    expect((await thrown(stand.commands.call('CompletePayment', { orderId }))).code).to.equal('PAYMENT_VOIDED');
  });

  it('ends as voided when approval and void come at the same moment', async () => {
    const { orderId, url } = await asked();
    await Promise.all([answer(url, 'approve'), stand.commands.call('Void', { orderId })]);
    expect((await shown(orderId))['status']).to.equal('VOIDED');
    const books = await movements(orderId);
    expect([[], ['authorized', 'voided']]).to.deep.include(books);
  });

  it('is declined for a saga of a release that does not wait for customers', async () => {
    const refusal = await thrown(authorize(stand.order(), false));
    expect(refusal).to.deep.include({ code: 'PAYMENT_DECLINED' });
    expect(refusal.extra).to.deep.include({ declineCode: 'authentication_required' });
  });

  it('is an answer to POST /api/payments', async () => {
    stand.peers.onSignal = async ({ sagaId: orderId, paymentSubmitted: p }) => {
      if (!p) return { outcome: 'ACCEPTED', reached: false };
      const { paymentMethodId, amountMinor, currency } = p;
      const request = { orderId, userId: 'u1', paymentMethodId, amountMinor, currency, customerMayAct: true };
      await stand.commands.call('Authorize', request);
      return { outcome: 'ACCEPTED', reached: true };
    };
    const orderId = stand.order();
    const body = { orderId, amount: 29.99, paymentMethod: 'credit_card', cardDetails: ASKS };
    const { status, body: payment } = await stand.call('POST', '/api/payments', body);
    expect([status, payment['status']]).to.deep.equal([201, 'REQUIRES_ACTION']);
    expect(payment['nextAction'].url).to.match(/^http:\/\/localhost:\d+\/actions\/[\w-]+$/);
  });

  it('has no page at guessed addresses', async () => {
    const { url } = await asked();
    for (const path of ['/actions/x', '/actions/x/approve', '/actions/%3Cscript%3E'])
      expect(
        (await fetch(new URL(path, url), { method: path.endsWith('approve') ? 'POST' : 'GET' })).status,
      ).to.be.oneOf([401, 404]);
  });
});
