import { setTimeout as pause } from 'node:timers/promises';
import { askUntilAnswered, NoAnswer } from '../../support/until-answered.js';
import { ADDRESS, CARD, type Reply, type Shop } from '../../support/shop.js';
import type { Plan } from './plans.js';

/** The answers that a customer got for one order. Only what they say must hold. */
export interface CustomerRecord {
  readonly plan: Plan;
  readonly orderIds: Set<string>;
  placed?: { status: number; at: number };
  /** The quantity of the order according to the last answer. */
  quantity: number;
  paid?: { status: number; code?: string; payment?: string };
  cancelled?: number;
  /** The request that got no definite answer, or the undocumented answer. */
  unanswered?: string;
  surprise?: string;
}

/** A customer of the shop. */
export interface Customer {
  ask(method: string, path: string, body?: object, key?: string): Promise<Reply>;
  /** Ids of stored cards: one that is accepted, one that is declined. */
  readonly good: string;
  readonly bad: string;
}

const ANSWER_MS = 150_000;
const DECLINED = '4000000000000002';
const notThereYet = ({ status }: Reply) => status === 404;

/** Registers a customer with two cards. To be called before faults begin. */
export async function openAccount(shop: Shop): Promise<Customer> {
  const person = await shop.register();
  const ask: Customer['ask'] = (method, path, body, key) =>
    person.call(method, path, body, key ? { 'idempotency-key': key } : {});
  const keep = async (number: string) => {
    const method = { paymentMethod: 'credit_card', cardDetails: { ...CARD, number } };
    return (await ask('POST', '/api/payment-methods', method)).body['id'] as string;
  };
  return { ask, good: await keep(CARD.number), bad: await keep(DECLINED) };
}

/** Places one order and pays, changes or cancels it as planned; records the answers. Never throws. */
export async function shopFor(plan: Plan, customer: Customer, run: string): Promise<CustomerRecord> {
  const record: CustomerRecord = { plan, orderIds: new Set(), quantity: plan.quantity };
  try {
    await carryOut(plan, customer, `${run}-${plan.index}`, record);
  } catch (error) {
    if (error instanceof NoAnswer) record.unanswered = error.message;
    else record.surprise = error instanceof Error ? error.message : String(error);
  }
  return record;
}

async function carryOut(plan: Plan, customer: Customer, key: string, record: CustomerRecord): Promise<void> {
  const send = async (
    method: string,
    path: string,
    body?: object,
    suffix = '',
    again: (reply: Reply) => boolean = () => false,
  ): Promise<Reply[]> => {
    const keyed = suffix ? `${key}-${suffix}` : undefined;
    const once = () => askUntilAnswered(() => customer.ask(method, path, body, keyed), { ms: ANSWER_MS, again });
    return plan.twice && keyed ? Promise.all([once(), once()]) : [await once()];
  };
  const { kind } = plan;
  const atOnce = ['one-shot', 'cancelled', 'scarce', 'out of stock', 'declined at once'].includes(kind);
  const order = {
    items: [itemOf(plan)],
    shippingAddress: ADDRESS,
    ...(atOnce ? { paymentMethodId: kind === 'declined at once' ? customer.bad : customer.good } : {}),
  };
  const answers = await send('POST', '/api/orders', order, 'order');
  for (const answer of answers) {
    if (answer.status !== 201 && answer.status !== 202) throw new Error(`placing: ${said(answer)}`);
    record.orderIds.add(answer.body['id'] as string);
  }
  record.placed = { status: answers[0]!.status, at: Date.now() };
  const id = answers[0]!.body['id'] as string;
  let amount = answers[0]!.body['totalAmount'] as number;
  await pause(plan.thinkMs);
  // After a 202 the order may not exist yet. Without a key: the server would store a 404 for it.
  await send('GET', `/api/orders/${id}`, undefined, '', notThereYet);

  if (kind === 'cancelled') {
    const [answer] = await send('POST', `/api/orders/${id}/cancel`, undefined, 'cancel');
    if (answer!.status !== 202) throw new Error(`cancelling: ${said(answer!)}`);
    record.cancelled = answer!.status;
  }
  if (kind === 'changed') {
    const waiting = (reply: Reply) => notThereYet(reply) || reply.body['status'] === 'PENDING';
    await send('GET', `/api/orders/${id}`, undefined, '', waiting);
    const items = [{ ...itemOf(plan), quantity: plan.quantity + 1 }];
    const [answer] = await send('PUT', `/api/orders/${id}`, { items });
    if (answer!.status !== 200) throw new Error(`changing: ${said(answer!)}`);
    record.quantity = plan.quantity + 1;
    amount = answer!.body['totalAmount'] as number;
  }
  if (!atOnce) {
    const cardDetails = { ...CARD, ...(kind === 'declined later' ? { number: DECLINED } : {}) };
    const payment = { orderId: id, amount, paymentMethod: 'credit_card', cardDetails };
    const [answer] = await send('POST', '/api/payments', payment, 'pay');
    const { status, body } = answer!;
    record.paid = {
      status,
      ...(body['code'] ? { code: body['code'] } : {}),
      ...(body['status'] ? { payment: String(body['status']) } : {}),
    };
    if (![201, 202, 402].includes(status)) throw new Error(`paying: ${said(answer!)}`);
  }
}

const said = ({ status, body }: Reply) => `${status} ${JSON.stringify(body)}`;

function itemOf({ kind, quantity }: Plan): { productId: string; quantity: number } {
  if (kind === 'out of stock') return { productId: 'product-scarce', quantity: 1000 };
  if (kind === 'scarce') return { productId: 'product-scarce', quantity: 1 };
  return { productId: quantity === 2 ? 'product-2' : 'product-1', quantity };
}
