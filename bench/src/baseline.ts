import { randomUUID } from 'node:crypto';
import { InternalTokens } from '@shop/common/auth/internal-tokens';
import { silentLogger } from '@shop/common/logging/logger';
import { createMetrics } from '@shop/common/metrics';
import { connectMongo } from '@shop/common/mongo/connection';
import { openClients } from '@shop/common/service/clients';
import { Closing } from '@shop/common/service/closing';
import { connectParticipants } from '@shop/saga-orchestrator/clients/participants';
import { internalTokenSecret, price, shippingAddress, type Shop } from './shop.js';

/** An order without an engine. */
export interface Baseline {
  /** Throws unless every call is answered. */
  placeOrder(): Promise<void>;
  close(): Promise<void>;
}

const currency = 'USD';
const keyed = (id: string, step: string) => ({ deadlineMs: 30_000, metadata: { 'idempotency-key': `${id}.${step}` } });

/**
 * The minimum cost of any design: the same gRPC calls to the same services, and a database write of the order's progress before the first
 * and after each of them, in sequence, in a plain script. No queue, HTTP, log-in or catalogue check, and no recovery after a crash. Its
 * orders have no saga, so it needs a shop of its own.
 */
export async function openBaseline({ stack, next }: Shop): Promise<Baseline> {
  const mongo = await connectMongo(`mongodb://${new URL(stack.urls['store']!).host}/baseline`, {
    logger: silentLogger(),
  });
  const at = (service: string) => [`127.0.0.1:${stack.ports[service]!.grpc}`];
  const internal = new InternalTokens('saga-orchestrator', internalTokenSecret);
  const metrics = createMetrics('bench');
  const closing = new Closing();
  const client = openClients({ internal, metrics }, closing);
  const { orders, stock, payments } = connectParticipants(client, {
    ORDER_SERVICE_GRPC_URLS: at('order-service'),
    PAYMENT_SERVICE_GRPC_URLS: at('payment-service'),
  });
  const progress = mongo.collection<{ _id: string; at: string; done: string[] }>('progress');

  const placeOrder = async () => {
    const { customer, productId } = next();
    const orderId = randomUUID();
    const { id: userId, methods } = customer;
    const line = { productId, quantity: 1, unitPriceMinor: String(price * 100), name: `Bench ${productId}` };
    const order = { orderId, userId, lines: [line], shippingAddress, paidAtOnce: true };
    const done = (step: string) => progress.updateOne({ _id: orderId }, { $set: { at: step }, $push: { done: step } });
    await progress.insertOne({ _id: orderId, at: 'begun', done: [] });
    const { totalMinor = 0 } = await orders.call('Create', order, keyed(orderId, 'create-order'));
    await done('create-order');
    await stock.call('Reserve', { orderId }, keyed(orderId, 'reserve-stock'));
    await done('reserve-stock');
    const payment = { orderId, userId, paymentMethodId: methods.CONFIRMED, amountMinor: totalMinor, currency };
    await payments.call('Authorize', payment, keyed(orderId, 'authorize-payment'));
    await done('authorize-payment');
    await orders.call('Confirm', { orderId }, keyed(orderId, 'confirm-order'));
    await done('confirm-order');
    await payments.call('Capture', { orderId }, keyed(orderId, 'capture-payment'));
    await done('capture-payment');
  };
  return {
    placeOrder,
    async close() {
      await closing.close();
      await mongo.close();
    },
  };
}
