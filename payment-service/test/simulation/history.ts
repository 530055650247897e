import { Problem } from '@shop/common/errors';
import { Commands } from '@shop/testkit/random-history/commands';
import { Turns } from '@shop/testkit/random-history/turns';
import { Random } from '@shop/testkit/random';
import { authorizePayment } from '../../dist/use-cases/authorize-payment.js';
import { capturePayment } from '../../dist/use-cases/capture-payment.js';
import type { Parts } from '../../dist/use-cases/parts.js';
import { reconcile } from '../../dist/use-cases/reconcile.js';
import { refundChange } from '../../dist/use-cases/refund-change.js';
import { refundOrder } from '../../dist/use-cases/refund-order.js';
import { refundPayment } from '../../dist/use-cases/refund-payment.js';
import { refundRest } from '../../dist/use-cases/refund-rest.js';
import { voidPayment } from '../../dist/use-cases/void-payment.js';
import type { ProviderEvent } from '../../dist/providers/provider.js';
import { booksOf } from '../../dist/use-cases/charge-of.js';
import { receiveWebhook } from '../../dist/use-cases/receive-webhook.js';
import { idFor, paymentIdOf } from '../../dist/domain/ids.js';
import { PaymentFaults } from './faults.js';

/** What became of one payment, as those who asked for it were told. */
interface Outcome {
  readonly paidId: string;
  readonly amountMinor: number;
  /** Nothing may be held or kept; or it was captured, and perhaps given back later. */
  kept: boolean;
}

/** What happened in a history. */
export interface History {
  readonly payments: Outcome[];
  /** The refunds of changes that made the order cheaper: what was asked for and what was answered. */
  readonly refunds: { changeId: string; wantedMinor: number; refundedMinor: number; from: readonly Outcome[] }[];
  /** The refunds of administrators that were answered, and whether they were told that it is done. */
  readonly byHand: { key: string; amountMinor: number; done: boolean }[];
  /** Webhooks that were refused because they contradict the ledger. */
  readonly contradictions: unknown[];
  /** The order was cancelled: everything is given back. */
  cancelled: boolean;
}

const ORDER_MINOR = 3_000;

/** A card that the provider accepts, and one that it declines. */
export interface Methods {
  readonly accepted: string;
  readonly declined: string;
}

/**
 * One order, its changes, its administrators, its provider's webhooks and the reconciler, with the faults of a seed. Resolves when all have
 * ended.
 */
export async function happens(seed: number, parts: Parts, methods: Methods): Promise<History> {
  const random = new Random(seed);
  const turns = new Turns(random);
  const faults = new PaymentFaults(turns, random);
  const history: History = { payments: [], refunds: [], byHand: [], contradictions: [], cancelled: false };
  const orderId = `order-${seed}`;
  const applied: { id: string; differenceMinor: number }[] = [];
  let cardIsRemoved = false;
  const shared = {
    ...parts,
    methods: {
      ...parts.methods,
      find: async (id: string, userId: string) => (cardIsRemoved ? null : parts.methods.find(id, userId)),
    },
    orders: { get: () => Promise.resolve({ status: 'CONFIRMED', paidChanges: applied }) },
  } as unknown as Parts;

  const commands = new Commands(turns, random, () => faults.parts(shared));
  const undo = (paidId: string) => commands.insist(async (own) => ({ done: await voidPayment(own, paidId) }));

  /** Takes the money, as a saga does; false when it did not, and everything is undone. */
  const pay = async (paid: { orderId: string; changeId?: string }, amountMinor: number): Promise<boolean> => {
    const told: Outcome = { paidId: paid.changeId ?? paid.orderId, amountMinor, kept: false };
    history.payments.push(told);
    const methodId = random.chance(0.1) ? methods.declined : methods.accepted;
    const wanted = { ...paid, userId: 'u1', methodId, amountMinor, currency: 'USD', customerMayAct: false };
    const most = random.between(1, 4);
    const answer = await commands.send((own) => authorizePayment(own, wanted), { most });
    if (answer instanceof Problem) {
      // a refusal for good: a saga undoes nothing then, but a cancel may have asked for it meanwhile
      if (random.chance(0.2)) await undo(told.paidId);
      return false;
    }
    if (answer === 'in doubt' || random.chance(0.2)) {
      await undo(told.paidId);
      return false;
    }
    await commands.insist((own) => capturePayment(own, told.paidId));
    told.kept = true;
    return true;
  };
  const change = async (changeId: string) => {
    if (!(await pay({ orderId, changeId }, 1_000))) return;
    if (random.chance(0.6)) applied.push({ id: changeId, differenceMinor: 1_000 });
    else {
      await commands.insist((own) => refundRest(own, changeId));
      history.payments.find(({ paidId }) => paidId === changeId)!.kept = false;
    }
  };
  const makeCheaper = async (changeId: string, wantedMinor: number) => {
    const from = history.payments.filter(({ kept }) => kept);
    const answer = await commands.insist((own) => refundChange(own, { changeId, orderId, amountMinor: wantedMinor }));
    history.refunds.push({ changeId, wantedMinor, from, ...answer });
  };
  const refundByHand = async (key: string) => {
    const wanted = { paymentId: paymentIdOf(orderId), amount: random.pick([5, 28, 30]), by: 'root', key };
    const answer = await commands.send((own) => refundPayment(own, wanted));
    if (answer === 'in doubt') return;
    // what was too much then may be possible when the request comes once more
    if (answer instanceof Problem && answer.code !== 'PROVIDER_REFUSED') return;
    const stored = `refund:${idFor(wanted.paymentId, wanted.by, key)}`;
    const refund = 'refunds' in answer ? answer.refunds.find((each) => each.key === stored) : undefined;
    // one that is still being asked for may become either
    if (refund?.state === 'asked') return;
    history.byHand.push({ key: stored, amountMinor: wanted.amount * 100, done: refund?.state === 'done' });
  };
  /** A webhook with the books of a moment; it may come much later, and twice. */
  const notifying = async () => {
    while (!faults.over) {
      await turns.pass(random.between(3, 25));
      if (history.payments.length === 0) continue;
      const payment = await parts.payments.find(paymentIdOf(random.pick(history.payments).paidId));
      const books = payment && (await turns.take(() => booksOf(parts, payment)));
      if (books) void deliver({ reference: payment._id, books });
    }
  };
  const deliver = async (event: ProviderEvent) => {
    for (let times = random.between(1, 3); times > 0; times--) {
      await turns.pass(random.between(0, 30));
      const receive = async (own: Parts) => ({ done: await receiveWebhook(own, own.providers.all[0]!, event) });
      await commands.attempt(receive).catch((error: unknown) => {
        if (error instanceof Problem && error.definite) history.contradictions.push([error.code, event]);
      });
    }
  };
  const reconciling = async () => {
    while (!faults.over) {
      await turns.pass(random.between(5, 40));
      await commands.attempt(async (own) => ({ corrected: await reconcile(own) })).catch(() => undefined);
    }
  };
  const story = async () => {
    if (await pay({ orderId }, ORDER_MINOR)) {
      // an order has one change at a time
      const changing = async () => {
        for (const nth of [1, 2, 3]) {
          await turns.pass(random.between(0, 30));
          if (random.chance(0.4)) await change(`change-${seed}-${nth}`);
          else if (random.chance(0.6)) await makeCheaper(`cheaper-${seed}-${nth}`, random.pick([700, 2_500]));
        }
      };
      const byHand = ['k1', 'k2'].filter(() => random.chance(0.5));
      await Promise.all([
        changing(),
        ...byHand.map((key) => turns.pass(random.between(0, 60)).then(() => refundByHand(key))),
      ]);
      if (random.chance(0.4)) {
        history.cancelled = true;
        await commands.insist((own) => refundOrder(own, orderId));
      }
    }
    faults.over = true;
  };
  if (random.chance(0.3)) void turns.pass(random.between(0, 8)).then(() => (cardIsRemoved = true));
  void turns.pass(random.between(100, 400)).then(() => (faults.over = true));
  await turns.until(Promise.all([story(), reconciling(), notifying()]));
  // what is still on its way arrives, and the reconciler ends what is in doubt
  await turns.until(turns.pass(60).then(() => reconcile(faults.parts(shared))));
  await turns.until(turns.pass(20).then(() => reconcile(faults.parts(shared))));
  return history;
}
