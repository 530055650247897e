import type { OwnReason } from './webhook.js';

/** The data of an order that mails show. Amounts are decimals as in REST. */
interface AboutOrder {
  readonly orderId: string;
  readonly currency: string;
}
interface Line {
  readonly name: string;
  readonly quantity: number;
  readonly price: number;
}

/** A notice that a webhook was disabled automatically. */
export interface WebhookNotice {
  readonly kind: 'webhook-disabled';
  readonly webhookId: string;
  /** Host of the receiver only: the full URL may contain a secret. */
  readonly host: string;
  readonly reason: OwnReason;
}

/** The content of a mail: only what its templates need. No token, address or card. */
export type MailContent =
  | WebhookNotice
  | { readonly kind: 'password-reset'; readonly resetId: string }
  | (AboutOrder & { readonly kind: 'order-confirmed'; readonly lines: readonly Line[]; readonly total: number })
  | (AboutOrder & { readonly kind: 'order-cancelled'; readonly cancelReason: string; readonly total: number })
  | (AboutOrder & { readonly kind: 'payment-refunded'; readonly refunded: number; readonly amount: number })
  | (AboutOrder & { readonly kind: 'refund-failed'; readonly failed: number });
