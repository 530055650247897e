import { decide } from 'saga-engine/core/decide';
import type { Entry } from 'saga-engine/core/journal';
import { placeOrder, type PlaceOrder } from '@shop/saga-orchestrator/sagas/place-order';
import { STEPS } from './steps.js';

/** The parts of replies that later steps need. */
const REPLIES: Readonly<Record<string, object>> = {
  [STEPS.create]: { totalMinor: 100, currency: 'USD' },
  [STEPS.authorize]: { paymentId: 'p' },
};
export const paidAtOnce: PlaceOrder = {
  userId: 'u',
  lines: [{ productId: 'pen', quantity: 1, unitPriceMinor: 0, name: '' }],
  shippingAddress: { street: 's', city: 'c', zipCode: 'z' },
  paymentMethodId: 'pm',
  paymentTimeoutMs: 60_000,
};

/** The commands of an order that is paid at once, by step, and the journal after them at `at` (epoch ms). */
export function smoothly(id: string, at: number) {
  const journal: Entry[] = [];
  const sent: { step: string; participant: string; method: string }[] = [];
  for (;;) {
    const next = decide(placeOrder, { id, version: placeOrder.version, input: paidAtOnce, createdAt: at, journal }, at);
    if (next.type !== 'send') return { journal, sent };
    const { step, command } = next;
    sent.push({ step, participant: command.participant, method: command.method });
    journal.push({ type: 'done', step, reply: REPLIES[step] ?? {}, startedAt: at, attempt: 1, at });
  }
}
