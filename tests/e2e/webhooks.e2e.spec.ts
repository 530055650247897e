import { InternalTokens, INTERNAL_HEADER } from '@shop/common/auth/internal-tokens';
import { secretsIn } from '@shop/dev/secrets';
import { expect } from 'chai';
import { sign, SIGNATURE_HEADER } from '../../payment-provider/dist/signature.js';
import { armingOf } from '../support/arming.js';
import { sharedShop } from '../support/shared-shop.js';
import { ADDRESS, auditIsClean, CARD, type Person, type Shop } from '../support/shop.js';
import { until } from '@shop/testkit/until';

describe('the payment provider’s webhooks, through the gateway', () => {
  let shop: Shop;
  let ann: Person;
  let admin: Person;
  before(async () => {
    shop = await sharedShop();
    [ann, admin] = await Promise.all([shop.register(), shop.admin()]);
  });
  after(() => admin && armingOf(shop, admin).disarm('payment-provider'));
  const secrets = () => secretsIn(shop.dataDir);

  const send = async (body: string, signature: string) => {
    const headers = { 'content-type': 'application/json', [SIGNATURE_HEADER]: signature };
    const answer = await fetch(`${shop.url}/provider/webhooks`, { method: 'POST', headers, body });
    const text = await answer.text();
    return [answer.status, text === '' ? undefined : (JSON.parse(text) as { code: string }).code];
  };

  /** Creates a captured payment with a refund that only the provider knows; returns its id and the provider's charge. */
  const refundedElsewhere = async () => {
    const method = await ann.call('POST', '/api/payment-methods', { paymentMethod: 'credit_card', cardDetails: CARD });
    const order = { items: [{ productId: 'product-1', quantity: 1 }], shippingAddress: ADDRESS };
    const placed = await ann.call('POST', '/api/orders', { ...order, paymentMethodId: method.body['id'] });
    const payment = await until('the order is paid', async () => {
      const { payment: paid } = (await ann.call('GET', `/api/orders/${placed.body['id']}`)).body;
      return paid?.status === 'CAPTURED' ? paid : undefined;
    });
    // drops the provider's own webhooks, so that only ours can change the payment
    const lost = { at: 'provider.webhook.before', do: 'drop-reply', times: 1_000 };
    await armingOf(shop, admin).arm('payment-provider', lost);
    const internal = new InternalTokens('payment-service', secrets().INTERNAL_TOKEN_SECRET);
    const answer = await fetch(`${shop.stack.urls['payment-provider']}/charges/${payment.id}/refunds`, {
      method: 'POST',
      headers: {
        [INTERNAL_HEADER]: internal.issue('payment-provider', {}),
        'content-type': 'application/json',
        'idempotency-key': 'by telephone',
      },
      body: JSON.stringify({ amountMinor: 500 }),
    });
    expect(answer.status).to.equal(200);
    return { id: payment.id as string, charge: await answer.json() };
  };

  const good = (text: string) => sign(secrets().PROVIDER_WEBHOOK_SECRET, Buffer.from(text), Date.now());

  it('are refused when they are signed and malformed, and ignored when their type is not ours', async () => {
    for (const text of [
      '',
      'null',
      '[]',
      '{',
      '{}',
      '{"id":"evt_1","type":7}',
      '{"id":"evt_1","type":"charge.changed"}',
    ])
      expect(await send(text, good(text)), text).to.deep.equal([400, 'MALFORMED_WEBHOOK']);
    const other = '{"id":"evt_1","type":"card.expired"}';
    expect(await send(other, good(other))).to.deep.equal([204, undefined]);
  });

  it('reach payment-service unchanged, which applies them when they are signed and refuses them otherwise', async () => {
    const { id, charge } = await refundedElsewhere();
    const shown = async () => {
      const { status, refundedAmount } = (await ann.call('GET', `/api/payments/${id}`)).body;
      return [status, refundedAmount];
    };
    const body = ` ${JSON.stringify({ id: 'evt_ü', type: 'charge.changed', charge }, null, 3)}\n`;
    const forged = sign('another secret', Buffer.from(body), Date.now());
    for (const [what, text, signature] of [
      ['unsigned', body, ''],
      ['signed by another', body, forged],
      ['changed on the way', body.trim(), good(body)],
    ] as const)
      expect(await send(text, signature), what).to.deep.equal([401, 'BAD_SIGNATURE']);
    expect(await shown()).to.deep.equal(['CAPTURED', 0]);
    for (let times = 0; times < 2; times++) expect(await send(body, good(body))).to.deep.equal([204, undefined]);
    expect(await shown()).to.deep.equal(['PARTIALLY_REFUNDED', 5]);
    await auditIsClean(admin);
  });
});
