import { conflict, type Problem } from '@shop/common/errors';
import type { Order, StockState } from './order.js';
import { notPayable, problemOf } from './refusals.js';

export type Verb = 'create' | 'reserve' | 'release' | 'confirm' | 'cancel' | 'restock' | 'markCancelled' | 'pay';

/** What a command must do with an order: carry it out, finish what an earlier attempt began, or nothing more. */
export type Verdict = 'go' | 'finish' | 'done';
type Outcome = Verdict | keyof typeof REFUSALS;

const REFUSALS = {
  cancelled: () => conflict('ORDER_CANCELLED', 'This order was cancelled before; nothing more is done for it.'),
  sold: () =>
    conflict('ORDER_CONFIRMED', 'This order is confirmed; it can only be cancelled by a refund and a restock.'),
  notHeld: () => conflict('STOCK_NOT_HELD', 'No stock is held for this order yet.'),
  notConfirmed: () => conflict('ORDER_NOT_CONFIRMED', 'This order is not confirmed; there is nothing to undo.'),
  notRestocked: () => conflict('ORDER_NOT_RESTOCKED', 'This order still has its stock; restock first.'),
  notPayable,
} as const;

/** Every command against every state of the stock: a duplicate is done, a do after its undo is refused. */
const OUTCOMES: Record<Verb, Record<StockState, Outcome>> = {
  create: { NONE: 'done', HELD: 'done', RELEASED: 'cancelled', SELLING: 'done', SOLD: 'done', RESTOCKED: 'done' },
  reserve: { NONE: 'go', HELD: 'done', RELEASED: 'cancelled', SELLING: 'done', SOLD: 'done', RESTOCKED: 'done' },
  release: { NONE: 'go', HELD: 'go', RELEASED: 'finish', SELLING: 'sold', SOLD: 'sold', RESTOCKED: 'sold' },
  confirm: { NONE: 'notHeld', HELD: 'go', RELEASED: 'cancelled', SELLING: 'finish', SOLD: 'done', RESTOCKED: 'done' },
  cancel: { NONE: 'go', HELD: 'go', RELEASED: 'go', SELLING: 'sold', SOLD: 'sold', RESTOCKED: 'sold' },
  // an order is restocked even if it is unknown whether it was confirmed; a late confirm is refused from then on
  restock: { NONE: 'go', HELD: 'go', RELEASED: 'done', SELLING: 'finish', SOLD: 'go', RESTOCKED: 'done' },
  markCancelled: {
    NONE: 'notRestocked',
    HELD: 'notRestocked',
    RELEASED: 'go',
    SELLING: 'notRestocked',
    SOLD: 'notRestocked',
    RESTOCKED: 'go',
  },
  pay: {
    NONE: 'go',
    HELD: 'go',
    RELEASED: 'notPayable',
    SELLING: 'notPayable',
    SOLD: 'notPayable',
    RESTOCKED: 'notPayable',
  },
};

/** What `verb` must do with this order. Throws the refusal when it must not happen. */
export function judge(verb: Verb, order: Pick<Order, 'status' | 'stock' | 'refusal' | 'tombstone'>): Verdict {
  if (order.status === 'CANCELLED' && (verb === 'cancel' || (verb === 'markCancelled' && !order.tombstone)))
    return 'done';
  // no order with this id ever existed
  if (order.tombstone && verb === 'markCancelled') throw REFUSALS.notConfirmed();
  const outcome = OUTCOMES[verb][order.stock];
  if (outcome === 'go' || outcome === 'finish' || outcome === 'done') return outcome;
  throw refused(verb, order, outcome);
}

function refused(verb: Verb, { refusal }: Pick<Order, 'refusal'>, outcome: keyof typeof REFUSALS): Problem {
  return verb === 'reserve' && refusal ? problemOf(refusal) : REFUSALS[outcome]();
}
