import type { AnyJson } from '@shop/testkit/json';
import type { Payment } from '../../dist/domain/payment.js';
import { keyOfChange } from '../../dist/domain/failed-refund.js';
import { paymentIdOf } from '../../dist/domain/ids.js';
import type { History } from './history.js';

interface Movement {
  readonly type: string;
  readonly amountMinor: number;
  readonly key: string;
}

const sum = (moved: readonly { type: string; amountMinor: number }[], type: string): number =>
  moved.filter((each) => each.type === type).reduce((total, { amountMinor }) => total + amountMinor, 0);

/** The invariants that are broken once everything has ended, each in a sentence. `read` returns the stored payment, `books` the provider's. */
export async function violations(
  history: History,
  read: (id: string) => Promise<Payment | null>,
  books: (id: string) => Promise<AnyJson>,
): Promise<string[]> {
  const broken: string[] = [];
  const left = new Map<string, number>();
  const refunded = new Map<string, number>();
  const refundedBy = new Map<string, number>();
  for (const { paidId, amountMinor, kept } of history.payments) {
    const id = paymentIdOf(paidId);
    const payment = await read(id);
    const moved: Movement[] = (await books(id))?.movements ?? [];
    const totals = ['authorized', 'captured', 'voided', 'refunded'].map((type) => sum(moved, type));
    const [authorized = 0, captured = 0, voided = 0, given = 0] = totals;
    const told = `${paidId} is ${payment?.status}, its provider has ${moved.map(({ type, amountMinor: minor }) => `${type} ${minor}`).join(', ')}`;
    if (authorized - voided !== captured && authorized !== voided) broken.push(`${told}: something is still held`);
    if (captured > amountMinor || authorized > amountMinor) broken.push(`${told}: it was charged twice`);
    if (given > captured) broken.push(`${told}: more was given back than was taken`);
    if (kept && captured !== amountMinor) broken.push(`${told}: it was to be captured`);
    if (!kept && captured !== given) broken.push(`${told}: nothing was to be kept`);
    if (history.cancelled && captured !== given) broken.push(`${told}: the order was cancelled`);
    if (payment?.nextCheckAt) broken.push(`${told}: it is still in doubt`);
    if (payment?.refunds.some(({ state }) => state === 'asked')) broken.push(`${told}: a refund is undecided`);
    if (payment && payment.status !== 'FAILED' && !payment.tombstone)
      for (const [index, type] of ['authorized', 'captured', 'voided', 'refunded'].entries())
        if (sum(payment.ledger, type) !== totals[index]) broken.push(`${told}: its ledger has another sum ${type}`);
    left.set(paidId, captured - given);
    for (const { type, key, amountMinor: minor } of moved) if (type === 'refunded') refunded.set(key, minor);
    for (const { changeId } of history.refunds) {
      const own = moved.filter(({ type, key }) => type === 'refunded' && key.startsWith(keyOfChange(id, changeId)));
      refundedBy.set(changeId, (refundedBy.get(changeId) ?? 0) + sum(own, 'refunded'));
    }
  }
  for (const { key, amountMinor, done } of history.byHand)
    if ((refunded.get(key) ?? 0) !== (done ? amountMinor : 0))
      broken.push(
        `an administrator was told that ${key} is ${done ? 'done' : 'refused'}; ${refunded.get(key) ?? 0} were given back`,
      );
  if (history.contradictions.length > 0)
    broken.push(`webhooks were refused: ${JSON.stringify(history.contradictions)}`);
  for (const { changeId, wantedMinor, refundedMinor, from } of history.refunds) {
    const rest = from.reduce((total, { paidId }) => total + left.get(paidId)!, 0);
    if (refundedBy.get(changeId) !== refundedMinor)
      broken.push(`${changeId} was told ${refundedMinor}, and ${refundedBy.get(changeId)} was given back`);
    if (refundedMinor < wantedMinor && rest > 0)
      broken.push(`${changeId} was given ${refundedMinor} of ${wantedMinor}, and ${rest} is left`);
  }
  return broken;
}
