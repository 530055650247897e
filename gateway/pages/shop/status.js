import { PAID_STATUSES } from '/assets/shared/contract.js';
import { actionOf } from '/assets/shop/confirming.js';

/** Whether an order waits for its customer to pay. */
export const isUnpaid = ({ status, payment, paying }) => status === 'AWAITING_PAYMENT' && !payment && !paying;

/** The status of an order in these words; the code of the API where they have none of their own. */
export const statusOf = ({ status }, { statuses }) => statuses[status] ?? status;

/** One sentence on the order, in these words. How far its steps are is told by the orchestrator. */
export function sentenceOf(order, { sentences, reasons }) {
  const { status, cancelReason, payment, changePayments = [] } = order;
  const refund = [payment, ...changePayments].some((paid) => paid?.failedRefundAmount)
    ? ` ${sentences.refundFailed}`
    : '';
  if (status === 'CANCELLED') return sentences.CANCELLED(reasons[cancelReason] ?? reasons.FAILED) + refund;
  if (actionOf(order)) return sentences.unconfirmed;
  if (isUnpaid(order)) return sentences.unpaid;
  if (status === 'CONFIRMED' && PAID_STATUSES.includes(payment?.status)) return sentences.paid + refund;
  return sentences[status] ?? '';
}
