const STEPS = ['create', 'reserve', 'authorise', 'confirm', 'capture'];
const PAID = ['CAPTURED', 'REFUNDED', 'PARTIALLY_REFUNDED'];

const line = (...states) => STEPS.map((id, index) => ({ id, ...states[index] }));
const is = (state, note) => ({ state, note });
const todo = is('todo', 'todo');
const never = is('todo', 'never');

/** Whether nothing more happens to an order by itself. */
export const settled = ({ status, payment }) =>
  status === 'CANCELLED' || (status === 'CONFIRMED' && PAID.includes(payment?.status));

/** Whether an order waits for its customer to pay. */
export const isUnpaid = ({ status, payment, paying }) => status === 'AWAITING_PAYMENT' && !payment && !paying;

/** The five steps of an order's saga; of an order, how each stands, read from its history and payment. */
export function stepsOf(order) {
  if (!order) return line();
  const { status, history, payment, cancelReason } = order;
  const reached = (wanted) => history.some((entry) => entry.status === wanted);
  const created = is('done', 'written');
  const held = is('done', 'held');
  if (status === 'PENDING') return line(created, is('now', 'holding'), todo, todo, todo);
  if (status === 'AWAITING_PAYMENT') {
    if (payment?.status === 'DECLINED') return line(created, held, is('failed', 'declined'), never, never);
    if (payment?.status === 'AUTHORIZED')
      return line(created, held, is('done', 'moneyHeld'), is('now', 'selling'), todo);
    return line(created, held, isUnpaid(order) ? is('waiting', 'waiting') : is('now', 'asking'), todo, todo);
  }
  if (status === 'CONFIRMED') {
    const taken = settled(order) ? is('done', 'taken') : is('now', 'taking');
    return line(created, held, is('done', 'moneyHeld'), is('done', 'yours'), taken);
  }
  const gone = is('undone', 'cancelled');
  if (reached('CONFIRMED'))
    return line(
      gone,
      is('undone', 'released'),
      is('undone', 'voided'),
      is('undone', 'takenBack'),
      is('undone', 'refunded'),
    );
  const released = reached('AWAITING_PAYMENT') ? is('undone', 'released') : never;
  if (cancelReason === 'OUT_OF_STOCK') return line(gone, is('failed', 'short'), never, never, never);
  if (cancelReason === 'PAYMENT_DECLINED') return line(gone, released, is('failed', 'declined'), never, never);
  if (cancelReason === 'PAYMENT_TIMEOUT') return line(gone, released, is('failed', 'late'), never, never);
  return line(gone, released, payment?.status === 'VOIDED' ? is('undone', 'voided') : never, never, never);
}

/** One sentence on where the order is, in these words. */
export function sentenceOf(order, { sentences, reasons }) {
  const { status, cancelReason, payment } = order;
  if (status === 'PENDING') return sentences.pending;
  if (status === 'AWAITING_PAYMENT') return isUnpaid(order) ? sentences.waiting : sentences.paying;
  if (status === 'CANCELLED') return sentences.cancelled(reasons[cancelReason] ?? reasons.FAILED);
  return PAID.includes(payment?.status) ? sentences.paid : sentences.taking;
}
