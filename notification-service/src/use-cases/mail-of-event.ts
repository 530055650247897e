import type { CloudEvent } from '@shop/common/events/event';
import { days } from '@shop/common/time';
import type { OrderData, PaymentData } from '@shop/protos/events';
import type { MailContent } from '../domain/mail-content.js';
import type { MailParts } from './mail-parts.js';
import { takeMail } from './take-mail.js';

/** Events older than this are not mailed, milliseconds: their reader was reset or down. */
const NEWS = days(3);

/** Stores the mail for an event, if it needs one: once, however often the event is read. */
export async function mailOfEvent(
  parts: Pick<MailParts, 'mails' | 'queue' | 'faults' | 'logger'>,
  { id, type, time, data }: CloudEvent,
): Promise<void> {
  if (Date.now() - Date.parse(time) > NEWS) return;
  const content = contentOf(type, data);
  if (content) await takeMail(parts, `${content.kind}.${id}`, (data as OrderData | PaymentData).userId, content);
}

function contentOf(type: string, data: object): MailContent | undefined {
  if (type === 'order.confirmed' || type === 'order.cancelled') {
    const { id: orderId, currency, items, totalAmount: total, cancelReason = 'FAILED' } = data as OrderData;
    if (type === 'order.cancelled') return { kind: 'order-cancelled', orderId, currency, cancelReason, total };
    const lines = items.map(({ name, quantity, price }) => ({ name, quantity, price }));
    return { kind: 'order-confirmed', orderId, currency, lines, total };
  }
  if (type !== 'payment.refunded' && type !== 'payment.refund_failed') return undefined;
  const { orderId, currency, refundedAmount: refunded, amount, history } = data as PaymentData;
  if (type === 'payment.refunded') return { kind: 'payment-refunded', orderId, currency, refunded, amount };
  return { kind: 'refund-failed', orderId, currency, failed: history.at(-1)?.amount ?? 0 };
}
