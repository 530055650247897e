import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Problem } from '@shop/common/errors';
import { readGrpcTls, type GrpcTls } from '@shop/common/grpc/tls';
import { secretsIn } from '@shop/dev/secrets';
import type { OrdersDefinition } from '@shop/protos/generated/shop/v1/Orders';
import { expect } from 'chai';
import { authority, tlsVariables } from '@shop/testkit/authority';
import { rightCaller } from '@shop/testkit/right-caller';
import { ADDRESS, auditIsClean, CARD, startShop, type Person, type Shop } from '../support/shop.js';

describe('a whole shop with mutual TLS between its processes', function () {
  this.timeout(90_000);
  let folder: string;
  let shop: Shop;
  let ann: Person;
  let ours: GrpcTls;
  let theirs: GrpcTls;
  let orderId: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'shop-tls-'));
    const files = tlsVariables(authority(folder, 'ours')('shop', 'IP:127.0.0.1'));
    ours = readGrpcTls(files)!;
    theirs = readGrpcTls(tlsVariables(authority(folder, 'theirs')('thief', 'IP:127.0.0.1')))!;
    shop = await startShop({ env: files });
    ann = await shop.register();
  });
  after(async () => {
    await shop?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('confirms an order, and cancels it', async () => {
    const { data: method } = await ann.api.POST('/api/payment-methods', {
      body: { paymentMethod: 'credit_card', cardDetails: CARD },
    });
    const placed = await ann.api.POST('/api/orders', {
      body: {
        items: [{ productId: 'product-1', quantity: 1 }],
        shippingAddress: ADDRESS,
        paymentMethodId: method!.id,
      },
    });
    orderId = placed.data!.id;
    await shop.awaitOutcome(ann, orderId, 'CONFIRMED');
    await ann.call('DELETE', `/api/orders/${orderId}`);
    await shop.awaitOutcome(ann, orderId, 'CANCELLED');
    await auditIsClean(await shop.admin());
  });

  it('accepts gRPC calls only with a certificate of its authority, even when the token is valid', async () => {
    /** The answer of order-service to a call with a valid token over this channel: the order's status, or an error code. */
    const answerTo = async (tls: GrpcTls | undefined) => {
      const orders = rightCaller<OrdersDefinition>({
        service: 'Orders',
        callee: 'order-service',
        addresses: [`127.0.0.1:${shop.stack.ports['order-service']!.grpc}`],
        secret: secretsIn(shop.dataDir).INTERNAL_TOKEN_SECRET,
        tls,
      });
      try {
        return (await orders.call('Get', { orderId }, { deadlineMs: 5_000 })).status;
      } catch (error) {
        return (error as Problem).code;
      } finally {
        orders.close();
      }
    };
    expect(await answerTo(ours), 'ours').to.equal('CANCELLED');
    expect(await answerTo(undefined), 'plaintext').to.equal('SERVICE_UNAVAILABLE');
    const none = { ca: ours.ca, cert: null as never, key: null as never };
    expect(await answerTo(none), 'no certificate').to.equal('SERVICE_UNAVAILABLE');
    expect(await answerTo({ ...theirs, ca: ours.ca }), 'of another authority').to.equal('SERVICE_UNAVAILABLE');
  });
});
