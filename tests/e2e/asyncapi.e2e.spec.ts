import { Parser } from '@asyncapi/parser';
import { secretsIn } from '@shop/dev/secrets';
import { EVENT_TYPES } from '@shop/protos/events';
import { eventsOf } from '@shop/testkit/events/log-reader';
import type { JsonObject } from '@shop/testkit/json';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { sharedShop } from '../support/shared-shop.js';
import { ADDRESS, CARD, type Person, type Shop } from '../support/shop.js';

describe('/asyncapi.json', () => {
  let shop: Shop;
  let ann: Person;
  let document: JsonObject;
  before(async () => {
    shop = await sharedShop();
    ann = await shop.register();
    ({ body: document } = await shop.call('GET', '/asyncapi.json'));
  });

  it('is an AsyncAPI 3 document', async () => {
    const diagnostics = await new Parser().validate(JSON.stringify(document));
    expect(diagnostics.filter(({ severity }) => severity === 0)).to.deep.equal([]);
    expect(document['asyncapi']).to.match(/^3\./);
  });

  it('describes every type of event, and no others', () => {
    const names = Object.values<{ name: string }>(document['components'].messages).map(({ name }) => name);
    expect(names).to.deep.equal(EVENT_TYPES);
  });

  it('has a schema for each type, which the events match', async () => {
    const method = { paymentMethod: 'credit_card', cardDetails: CARD };
    const { body: card } = await ann.call('POST', '/api/payment-methods', method);
    const placing = {
      items: [{ productId: 'product-1', quantity: 1 }],
      shippingAddress: ADDRESS,
      paymentMethodId: card['id'],
    };
    const { body: order } = await ann.call('POST', '/api/orders', placing);
    await shop.awaitOutcome(ann, order['id'], 'CONFIRMED');
    await ann.call('POST', `/api/orders/${order['id']}/cancel`);
    await shop.awaitOutcome(ann, order['id'], 'CANCELLED');
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    ajv.addSchema(document, 'document');
    for (const [source, count] of [
      ['order-service', 4],
      ['payment-service', 3],
    ] as const) {
      const { INTERNAL_TOKEN_SECRET } = secretsIn(shop.dataDir);
      const log = eventsOf(source, shop.stack.ports[source]!.grpc!, INTERNAL_TOKEN_SECRET);
      const events = await log.about(order['id'], count);
      log.close();
      for (const event of events) {
        const payload = `document#/components/messages/${event.type.replaceAll('.', '-')}/payload`;
        const fits = ajv.compile({ $ref: payload });
        expect(fits(event), `${event.type}: ${ajv.errorsText(fits.errors)}`).to.equal(true);
        // the trace of the request that placed the order
        expect(event.traceparent).to.match(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
      }
    }
  });
});
