import { randomUUID } from 'node:crypto';
import { keyOfDay } from '@shop/common/mongo/idempotency';
import { STEPS } from '@shop/testkit/sagas/steps';
import { expect } from 'chai';
import { idFor } from '../../order-service/dist/domain/ids.js';
import { askUntilAnswered, cancelUntilTaken, NoAnswer, placeUntilTaken } from '../support/until-answered.js';
import { armingOf } from '../support/arming.js';
import { sagasHaveEnded } from '../support/sagas.js';
import { ADDRESS, CARD, startShop, type Person, type Shop } from '../support/shop.js';
import { until } from '@shop/testkit/until';
import { expected, isAimed, isOfChange, type Case } from './matrix.js';
import { PRODUCTS, stockOf, sumsOf, type Stock, type Sums } from './matrix-sums.js';
import { operatorStories } from './operator-stories.js';

const DEADLINE_MS = 120_000;
const POLL_MS = 100;
/** Longer than the deadline of a command, shorter than that of a test. */
const HANG_MS = 6_000;

/** The outcome of an order with a fault. */
export interface Outcome {
  readonly orderId: string;
  readonly status: string;
  readonly ms: number;
}

/** A shop in which each process has at most one fault at a time. */
export interface MatrixShop {
  readonly shop: Shop;
  readonly admin: Person;
  /** Injects the fault; resolves when the order has ended and the process is ready again. Rejects when either takes too long. */
  run(one: Case): Promise<Outcome>;
  /** Resolves when every client has the answer that its order is accepted. */
  answered(): Promise<void>;
  /** The stock, with what was sold since the start. */
  stock(): Promise<Stock>;
  /** The pieces and the money of an order; undefined when there is no such order. */
  sums(orderId: string): Promise<Sums | undefined>;
}

/** Starts a shop with fault injection, a customer with cards, and enough stock for every case. `env`: additional variables. */
export async function startMatrixShop(env: Record<string, string> = {}): Promise<MatrixShop> {
  const shop = await startShop({ env: { FAULT_INJECTION: 'on', TRACE_SAMPLE: '0.1', ...env }, longestRestartMs: 200 });
  const [ann, admin] = await Promise.all([shop.register(), shop.admin()]);
  const card = await ann.call('POST', '/api/payment-methods', { paymentMethod: 'credit_card', cardDetails: CARD });
  const paymentMethodId = card.body['id'] as string;
  const asks = { paymentMethod: 'credit_card', cardDetails: { ...CARD, number: '4000002500003155' } };
  const askedMethodId = (await ann.call('POST', '/api/payment-methods', asks)).body['id'] as string;
  const refuses = { paymentMethod: 'credit_card', cardDetails: { ...CARD, number: '4000000000000036' } };
  const refusedMethodId = (await ann.call('POST', '/api/payment-methods', refuses)).body['id'] as string;
  for (const product of PRODUCTS) await admin.call('POST', `/api/products/${product}/restock`, { quantity: 100_000 });
  const before = await stockOf(shop);

  const faults = armingOf(shop, admin);
  const arm = (one: Case, orderId: string) =>
    faults.arm(one.process, {
      at: one.point,
      do: one.effect,
      delayMs: HANG_MS,
      ...(isAimed(one) ? { orderId } : {}),
    });

  const item = { productId: 'product-1', quantity: 1 };
  const further = { productId: 'product-2', quantity: 1 };
  /** An order whose id is known before it is placed. */
  const newOrder = (method = paymentMethodId, items: readonly object[] = [item]) => {
    const key = randomUUID();
    const order = {
      items,
      shippingAddress: ADDRESS,
      paymentMethodId: method,
    };
    return {
      id: idFor('order', `${ann.id}|${keyOfDay(key, new Date())}`),
      place: () => placeUntilTaken(ann, order, key),
    };
  };
  // A client that asks while order-service dies is answered only after a lease ends. The order does not need that, so cases go on.
  const placements = new Map<string, Promise<unknown>>();
  const refused = new Set<string>();
  const inBackground = (id: string, placing: Promise<unknown>) => {
    placing.catch((error: unknown) => error instanceof NoAnswer || refused.add(id));
    placements.set(id, placing);
  };
  const placeOne = async (method?: string) => {
    const { id, place } = newOrder(method);
    inBackground(id, place());
    await until(
      'the order is stored',
      async () => (await ann.call('GET', `/api/orders/${id}`)).status === 200,
      DEADLINE_MS,
    );
    return id;
  };
  /** A confirmed order with a fault in its change. It has one piece of product-1, which `stock` counts, before and after. */
  const changed =
    (before: readonly object[], after: readonly object[], method: string) =>
    async (one: Case): Promise<string> => {
      const { id, place } = newOrder(paymentMethodId, before);
      await place();
      await shop.awaitOutcome(ann, id, 'CONFIRMED', DEADLINE_MS);
      await until('it is captured', () => sagasHaveEnded(admin, id), DEADLINE_MS, POLL_MS);
      const key = randomUUID();
      const changeId = idFor('change', `${ann.id}|${id}|${keyOfDay(key, new Date())}`);
      await arm(one, isOfChange(one) ? changeId : id);
      const body = { items: after, paymentMethodId: method };
      const asked = await askUntilAnswered(() =>
        ann.call('POST', `/api/orders/${id}/changes`, body, { 'idempotency-key': key }),
      );
      expect(asked.status, JSON.stringify(asked.body)).to.be.oneOf([202, 409]);
      return id;
    };
  const act: Record<Case['story'], (one: Case) => Promise<string>> = {
    ...operatorStories(shop, admin, ann, placeOne, (one) => arm(one, '')),
    async confirmed(one) {
      const { id, place } = newOrder();
      await arm(one, id);
      const placing = place();
      inBackground(id, placing);
      // the gateway's next request must be this one, not a poll for the outcome
      if (one.process === 'gateway') await placing.catch(() => undefined);
      return id;
    },
    // the customer approves at the bank's page, with retries
    async asked(one) {
      const { id, place } = newOrder(askedMethodId);
      await arm(one, id);
      inBackground(id, place());
      const url = await until(
        'the customer is asked',
        async () => (await ann.call('GET', `/api/orders/${id}`)).body['payment']?.nextAction?.url as string | undefined,
        DEADLINE_MS,
        POLL_MS,
      );
      // an authorisation that is repeated after the answer has nothing left to ask, and its saga no payment to complete
      await until(
        'the saga waits for the answer',
        async () => (await admin.call('GET', `/api/sagas/${id}`)).body['state'] === 'WAITING',
        DEADLINE_MS,
        POLL_MS,
      );
      const approve = async () =>
        (await fetch(`${url}/approve`, { method: 'POST', redirect: 'manual' })).status === 303;
      await until('the bank has accepted the answer', approve, DEADLINE_MS, POLL_MS);
      return id;
    },
    // Compensates from the last possible step: the pivot is refused; or, for faults in payment-service or the provider, the
    // customer cancels while the answer of payment-service is lost. That needs a second fault, which a crash of its process would
    // disarm: it is in the process of the case, or the case runs alone.
    async undone(one) {
      const { id, place } = newOrder();
      await arm(one, id);
      if (one.process === 'order-service') {
        // repeated: an orchestrator that crashes because of another case before it has recorded the refusal asks again
        await faults.arm(one.process, { at: 'order.confirm.before', do: 'error', times: 1000, orderId: id });
        inBackground(id, place());
      } else {
        const silent = { at: 'payment.authorize.after', do: 'unavailable', times: 1000, orderId: id };
        await faults.arm('payment-service', silent);
        await place();
        await until('the payment is being authorised', () => hasTried(admin, id, STEPS.authorize), DEADLINE_MS);
        await cancelUntilTaken(ann, id);
      }
      return id;
    },
    async refunded(one) {
      const { id, place } = newOrder();
      await place();
      await shop.awaitOutcome(ann, id, 'CONFIRMED', DEADLINE_MS);
      await arm(one, id);
      await cancelUntilTaken(ann, id);
      return id;
    },
    pricier: changed([item], [item, further], paymentMethodId),
    cheaper: changed([item, further], [item], paymentMethodId),
    'not changed': changed([item], [item, further], refusedMethodId),
  };

  const hasEndedUnseen = async (orderId: string) =>
    (await ann.call('GET', `/api/orders/${orderId}`)).status === 404 && sagasHaveEnded(admin, orderId);

  return {
    shop,
    admin,
    answered: async () => void (await Promise.all(placements.values())),
    async stock() {
      const now = await stockOf(shop);
      const since = (product: (typeof PRODUCTS)[number]) => ({
        ...now[product],
        sold: now[product].sold - before[product].sold,
      });
      return { 'product-1': since('product-1'), 'product-2': since('product-2') };
    },
    sums: (orderId) => sumsOf(ann, orderId),
    async run(one) {
      await ready(shop, one.process);
      await faults.disarm(one.process);
      const began = Date.now();
      const orderId = await act[one.story](one);
      if (expected(one).includes('REFUSED')) {
        await until(
          'the order is refused',
          () => refused.has(orderId) || hasEndedUnseen(orderId),
          DEADLINE_MS,
          POLL_MS,
        );
        placements.delete(orderId);
        return { orderId, status: 'REFUSED', ms: Date.now() - began };
      }
      const { status } = await shop.awaitOutcome(ann, orderId, expected(one), DEADLINE_MS);
      await until('its sagas have ended', () => sagasHaveEnded(admin, orderId), DEADLINE_MS, POLL_MS);
      const ms = Date.now() - began;
      await ready(shop, one.process);
      expect(await faults.armed(one.process), 'the fault was never reached').to.not.include(one.point);
      return { orderId, status: status as string, ms };
    },
  };
}

async function hasTried(admin: Person, sagaId: string, step: string): Promise<boolean> {
  const { body } = await admin.call('GET', `/api/sagas/${sagaId}`);
  return body['steps']?.some(({ name, attempts }: { name: string; attempts: number }) => name === step && attempts > 0);
}

const ready = (shop: Shop, process: string): Promise<true> =>
  until(
    `${process} is ready`,
    async () => (await fetch(`${shop.stack.urls[process]}/health/ready`)).ok || undefined,
    DEADLINE_MS,
    POLL_MS,
  );
