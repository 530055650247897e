import type { OrderStatus, PaymentStatus } from './contract.js';
import type { Address } from './generated/shop/v1/Address.js';

/** The services that keep a log of events. The `source` of an event is `/` and this name. */
export const EVENT_SOURCES = ['order-service', 'payment-service'] as const;
/** @public */
export type EventSourceName = (typeof EVENT_SOURCES)[number];

/** The kinds of `data` of an event, with the version of the schema: incremented by a change other than an added field. */
const SCHEMAS = { Order: 1, Payment: 1 } as const;
type DataKind = keyof typeof SCHEMAS;

/** The schema of `data`, as `dataschema` of an event names it. */
export const dataSchemaOf = (kind: DataKind): string => `urn:shop:schema:${kind.toLowerCase()}:${SCHEMAS[kind]}`;

const order = (title: string) => ({ source: 'order-service', data: 'Order', title }) as const;
const payment = (title: string) => ({ source: 'payment-service', data: 'Payment', title }) as const;

/** Every type of event: its source, its kind of data, and when it is published. */
export const EVENTS = {
  'order.created': order('An order was placed'),
  'order.awaiting_payment': order('The stock of an order is held, and it can be paid'),
  'order.confirmed': order('An order is paid for and its stock is sold'),
  'order.cancelled': order('An order has ended without being delivered; `cancelReason` says why'),
  'payment.authorized': payment('The amount is set aside on the card'),
  'payment.captured': payment('The amount was taken'),
  'payment.declined': payment('The card was declined; `declineCode` says why'),
  'payment.voided': payment('Nothing is set aside any more, and nothing will be taken'),
  'payment.refunded': payment('A part of the amount or all of it was given back; `refundedAmount` is the sum so far'),
  'payment.refund_failed': payment(
    'The provider called a refund done and says now that it failed: the money did not reach the customer. `refundedAmount` is what remains given back',
  ),
} as const satisfies Record<string, { source: EventSourceName; data: DataKind; title: string }>;
/** @public */
export type EventType = keyof typeof EVENTS;
/** @public */
export type OrderEventType = Extract<EventType, `order.${string}`>;
/** @public */
export type PaymentEventType = Extract<EventType, `payment.${string}`>;

export const EVENT_TYPES = Object.keys(EVENTS) as readonly EventType[];

/** `data` of an order's event: the order as `GET /api/orders/:id` shows it, without its payment. Times are ISO 8601, UTC. @public */
export interface OrderData {
  readonly id: string;
  readonly userId: string;
  readonly status: OrderStatus;
  readonly items: readonly {
    readonly productId: string;
    readonly name: string;
    readonly quantity: number;
    readonly price: number;
  }[];
  readonly totalAmount: number;
  readonly currency: string;
  /** The contract's fields that the order has: an order may be older than a field. */
  readonly shippingAddress: Readonly<Address> | null;
  readonly cancelReason?: string;
  readonly history: readonly {
    readonly seq: number;
    readonly status: OrderStatus;
    readonly at: string;
    readonly reason?: string;
  }[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** `data` of a payment's event: the payment as `GET /api/payments` shows it. @public */
export interface PaymentData {
  readonly id: string;
  readonly orderId: string;
  /** The change of the order that it pays for; absent for the payment of the order as it was placed. */
  readonly changeId?: string;
  readonly userId: string;
  readonly status: PaymentStatus;
  readonly amount: number;
  readonly refundedAmount: number;
  readonly currency: string;
  readonly card: { readonly brand: string; readonly last4: string } | null;
  readonly declineCode?: string;
  readonly history: readonly { readonly type: string; readonly amount: number; readonly at: string }[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** An event as it is published: a CloudEvent 1.0 in JSON. `subject` is the id of the order, `time` when it happened. @public */
export interface ShopEvent<Type extends EventType = EventType> {
  readonly specversion: '1.0';
  /** The same however often it is published. */
  readonly id: string;
  readonly source: `/${(typeof EVENTS)[Type]['source']}`;
  readonly type: Type;
  readonly subject: string;
  readonly time: string;
  readonly datacontenttype: 'application/json';
  readonly dataschema: string;
  readonly data: Type extends OrderEventType ? OrderData : PaymentData;
  /** W3C trace context of the work that caused it, if that was recorded (the distributed tracing extension). */
  readonly traceparent?: string;
}

interface Happening<Type extends EventType> {
  readonly id: string;
  readonly subject: string;
  readonly at: Date;
  /** W3C trace context, where there is one. */
  readonly trace: string | undefined;
  readonly data: ShopEvent<Type>['data'];
}

/** Creates the event of this type. */
export const shopEvent = <Type extends EventType>(
  type: Type,
  { id, subject, at, trace, data }: Happening<Type>,
): ShopEvent<Type> => ({
  specversion: '1.0',
  id,
  source: `/${EVENTS[type].source}`,
  type,
  subject,
  time: at.toISOString(),
  datacontenttype: 'application/json',
  dataschema: dataSchemaOf(EVENTS[type].data),
  data,
  ...(trace ? { traceparent: trace } : {}),
});
