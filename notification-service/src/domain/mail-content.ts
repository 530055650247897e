import type { OwnReason } from './webhook.js';

/** What mails say of an order, besides its currency. Amounts as REST shows them. */
interface AboutOrder {
  readonly orderId: string;
  readonly currency: string;
}
interface Line {
  readonly name: string;
  readonly quantity: number;
  readonly price: number;
}

/** That a webhook was disabled, without an administrator doing it. */
export interface WebhookNotice {
  readonly kind: 'webhook-disabled';
  readonly webhookId: string;
  /** Name of the receiver: the whole address may hold a secret. */
  readonly host: string;
  readonly reason: OwnReason;
}

/** What a mail is about: as much of it as its templates need. No token, address or card. */
export type MailContent =
  | WebhookNotice
  | { readonly kind: 'password-reset'; readonly resetId: string }
  | (AboutOrder & { readonly kind: 'order-confirmed'; readonly lines: readonly Line[]; readonly total: number })
  | (AboutOrder & { readonly kind: 'order-cancelled'; readonly cancelReason: string; readonly total: number })
  | (AboutOrder & { readonly kind: 'payment-refunded'; readonly refunded: number; readonly amount: number })
  | (AboutOrder & { readonly kind: 'refund-failed'; readonly failed: number });
