import type { CloudEvent } from '@shop/common/events/event';
import { days } from '@shop/common/time';
import type { EventType, OrderData, PaymentData, ShopEvent } from '@shop/protos/events';
import type { MailContent } from '../domain/mail-content.js';
import type { MailParts } from './mail-parts.js';
import { takeMail } from './take-mail.js';

/** Events older than this are not mailed, milliseconds: their reader was reset or down. */
const NEWS = days(3);

/** What is mailed about events, by their type. */
const CONTENTS: { readonly [Type in EventType]?: (data: ShopEvent<Type>['data']) => MailContent } = {
  'order.confirmed': ({ id: orderId, currency, items, totalAmount: total }) => {
    const lines = items.map(({ name, quantity, price }) => ({ name, quantity, price }));
    return { kind: 'order-confirmed', orderId, currency, lines, total };
  },
  'order.cancelled': ({ id: orderId, currency, cancelReason = 'FAILED', totalAmount: total }) => {
    return { kind: 'order-cancelled', orderId, currency, cancelReason, total };
  },
  'payment.refunded': ({ orderId, currency, refundedAmount: refunded, amount }) => {
    return { kind: 'payment-refunded', orderId, currency, refunded, amount };
  },
  'payment.refund_failed': ({ orderId, currency, history }) => {
    return { kind: 'refund-failed', orderId, currency, failed: history.at(-1)?.amount ?? 0 };
  },
};

/** The types of the events for which mails are stored. */
export const MAILED_TYPES: readonly string[] = Object.keys(CONTENTS);

/** Stores the mail for an event, if it needs one: once, however often the event is read. */
export async function mailOfEvent(
  parts: Pick<MailParts, 'mails' | 'queue' | 'faults' | 'logger'>,
  { id, type, time, data }: CloudEvent,
): Promise<void> {
  if (!Object.hasOwn(CONTENTS, type) || Date.now() - Date.parse(time) > NEWS) return;
  const content = (CONTENTS[type as EventType] as (data: object) => MailContent)(data);
  await takeMail(parts, `${content.kind}.${id}`, (data as OrderData | PaymentData).userId, content);
}
