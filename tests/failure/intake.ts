import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { placeUntilTaken } from '../support/until-answered.js';
import { ADDRESS, CARD, type Person, type Reply, type Shop } from '../support/shop.js';

/** The documented limit for the answer to an order. */
const LATEST_MS = 6_000;
const ENDED_WITHIN_MS = 90_000;

/** An order that was sent, its expected end, and the answer. */
interface Taken {
  readonly ends: string;
  readonly reason?: string;
  readonly reply: Reply;
  readonly ms: number;
}

type Kind = Omit<Taken, 'reply' | 'ms'> & { readonly order: object };

export interface Intake {
  /** Sends `rate` orders a second from before `work` starts until it is over. Throws unless each is accepted in time. */
  sendDuring(rate: number, work: () => Promise<void>): Promise<Taken[]>;
  /** Sends orders, retrying each with its key until it is accepted, until `work` is over. */
  takeUntil(work: () => Promise<void>): Promise<Taken[]>;
  /** Places an order that is paid at once. */
  place(customer: Person): Promise<Reply>;
  /** Places an order that is to be paid later; returns its id. */
  placeUnpaid(customer: Person): Promise<string>;
  /** Pays such an order with a card. */
  pay(customer: Person, orderId: string, number?: string): Promise<Reply>;
  /** Waits until each order has its expected end. */
  endRightly(taken: readonly Taken[]): Promise<void>;
}

/** Orders of every kind: paid with a good card, with a declined one, of too many pieces, and to be paid later. */
export async function openIntake(shop: Shop, customer: Person, admin: Person): Promise<Intake> {
  const method = async (number: string) => {
    const cardDetails = { ...CARD, number };
    const { body } = await customer.call('POST', '/api/payment-methods', { paymentMethod: 'credit_card', cardDetails });
    return body['id'] as string;
  };
  const [good, declined] = [await method(CARD.number), await method('4000000000000002')];
  await admin.call('POST', '/api/products/product-1/restock', { quantity: 100_000 });
  const items = [{ productId: 'product-1', quantity: 1 }];
  const kinds: Kind[] = [
    { ends: 'CONFIRMED', order: { items, shippingAddress: ADDRESS, paymentMethodId: good } },
    { ends: 'CONFIRMED', order: { items, shippingAddress: ADDRESS, paymentMethodId: good } },
    {
      ends: 'CANCELLED',
      reason: 'PAYMENT_DECLINED',
      order: { items, shippingAddress: ADDRESS, paymentMethodId: declined },
    },
    { ends: 'AWAITING_PAYMENT', order: { items, shippingAddress: ADDRESS } },
    {
      ends: 'CANCELLED',
      reason: 'OUT_OF_STOCK',
      order: { items: [{ productId: 'product-scarce', quantity: 900 }], shippingAddress: ADDRESS },
    },
  ];

  const send = async ({ order, ...kind }: Kind): Promise<Taken> => {
    const began = performance.now();
    const reply = await customer.call('POST', '/api/orders', order);
    return { ...kind, reply, ms: performance.now() - began };
  };
  return {
    place: (person) => person.call('POST', '/api/orders', kinds[0]!.order),
    async placeUnpaid(person) {
      const { status, body } = await person.call('POST', '/api/orders', { items, shippingAddress: ADDRESS });
      expect(status, JSON.stringify(body)).to.be.oneOf([201, 202]);
      return body['id'] as string;
    },
    pay: (person, orderId, number = CARD.number) =>
      person.call('POST', '/api/payments', {
        orderId,
        amount: 29.99,
        paymentMethod: 'credit_card',
        cardDetails: { ...CARD, number },
      }),
    async takeUntil(work) {
      let over = false;
      const taken: Taken[] = [];
      const client = async (first: number) => {
        for (let n = first; !over; n++) {
          const { order, ...kind } = kinds[n % kinds.length]!;
          taken.push({ ...kind, reply: await placeUntilTaken(customer, order), ms: 0 });
          await pause(250);
        }
      };
      const clients = Promise.all([0, 1].map(client));
      await work().finally(() => (over = true));
      await clients;
      return taken;
    },
    async sendDuring(rate, work) {
      let over = false;
      const sent: Promise<Taken>[] = [];
      const sending = (async () => {
        for (let n = 0; !over; n++) {
          sent.push(send(kinds[n % kinds.length]!));
          await pause(1_000 / rate);
        }
      })();
      await work().finally(() => (over = true));
      await sending;
      const taken = await Promise.all(sent);
      const wrong = taken.filter(({ reply, ms }) => ![201, 202].includes(reply.status) || ms > LATEST_MS);
      const problems = wrong.map(
        ({ reply, ms }) => `${reply.status} after ${Math.round(ms)} ms: ${JSON.stringify(reply.body)}`,
      );
      // SHOW_FIGURES=on prints figures for a comparison of releases
      if (process.env['SHOW_FIGURES'])
        process.stderr.write(
          `      ${taken.length} sent, ${wrong.length} refused or late, slowest ${Math.round(Math.max(...taken.map(({ ms }) => ms)))} ms\n`,
        );
      expect(problems, `of ${taken.length} orders`).to.deep.equal([]);
      expect(new Set(taken.map(({ reply }) => reply.body['id'])).size).to.equal(taken.length);
      return taken;
    },
    async endRightly(taken) {
      for (const { reply, ends, reason } of taken) {
        const order = await shop.awaitOutcome(customer, reply.body['id'] as string, ends, ENDED_WITHIN_MS);
        expect(order['cancelReason']).to.equal(reason);
      }
    },
  };
}
