const NAMES = { create: 'Create', reserve: 'Reserve', authorise: 'Authorise', confirm: 'Confirm', capture: 'Capture' };
const PAID = ['CAPTURED', 'REFUNDED', 'PARTIALLY_REFUNDED'];

const line = (states) => Object.entries(NAMES).map(([id, name], i) => ({ id, name, ...states[i] }));
const is = (state, note) => ({ state, note });
const todo = is('todo', 'to come');
const never = is('todo', 'never begun');

/** Whether nothing more happens to an order by itself. */
export const settled = ({ status, payment }) =>
  status === 'CANCELLED' || (status === 'CONFIRMED' && PAID.includes(payment?.status));

/** The five steps of an order's saga and how each stands, read from what the order shows: its history and payment. */
export function stepsOf(order) {
  const { status, history, payment, cancelReason } = order;
  const reached = (wanted) => history.some((entry) => entry.status === wanted);
  const created = is('done', 'order written');
  const held = is('done', 'stock held');
  if (status === 'PENDING') return line([created, is('now', 'holding stock'), todo, todo, todo]);
  if (status === 'AWAITING_PAYMENT') {
    const asked = order.paying || payment ? is('now', 'asking the bank') : is('waiting', 'waiting for you to pay');
    if (payment?.status === 'DECLINED') return line([created, held, is('failed', 'declined'), never, never]);
    if (payment?.status === 'AUTHORIZED')
      return line([created, held, is('done', 'money held'), is('now', 'selling the stock'), todo]);
    return line([created, held, asked, todo, todo]);
  }
  if (status === 'CONFIRMED') {
    const taken = settled(order) ? is('done', 'money taken') : is('now', 'taking the money');
    return line([created, held, is('done', 'money held'), is('done', 'order is yours'), taken]);
  }
  const gone = is('undone', 'order cancelled');
  if (reached('CONFIRMED')) {
    const back = is('undone', 'stock put back');
    return line([gone, back, is('undone', 'money released'), is('undone', 'taken back'), is('undone', 'refunded')]);
  }
  const released = reached('AWAITING_PAYMENT') ? is('undone', 'stock released') : never;
  if (cancelReason === 'OUT_OF_STOCK') return line([gone, is('failed', 'not enough stock'), never, never, never]);
  if (cancelReason === 'PAYMENT_DECLINED') return line([gone, released, is('failed', 'card declined'), never, never]);
  if (cancelReason === 'PAYMENT_TIMEOUT')
    return line([gone, released, is('failed', 'nobody paid in time'), never, never]);
  const voided = payment?.status === 'VOIDED' ? is('undone', 'money released') : never;
  return line([gone, released, voided, never, never]);
}

const REASONS = {
  OUT_OF_STOCK: 'there was not enough stock',
  PAYMENT_DECLINED: 'the card was declined',
  PAYMENT_TIMEOUT: 'nobody paid in time',
  CUSTOMER_CANCELLED: 'you cancelled it',
  ADMIN_CANCELLED: 'an administrator cancelled it',
};

/** One sentence on where the order is. */
export function sentenceOf({ status, cancelReason, payment }) {
  if (status === 'PENDING') return 'The order is written; stock is being held.';
  if (status === 'AWAITING_PAYMENT') return 'Stock is held for you until the payment.';
  if (status === 'CANCELLED')
    return `Undone, because ${REASONS[cancelReason] ?? 'it failed'}. Every step that was taken is taken back.`;
  return PAID.includes(payment?.status)
    ? 'Done: the order is yours and paid.'
    : 'The order is yours; the money is being taken.';
}
