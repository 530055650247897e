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

/** What a mail is about: as much of it as its templates need. No token, address or card. */
export type MailContent =
  | { readonly kind: 'password-reset'; readonly resetId: string }
  | (AboutOrder & { readonly kind: 'order-confirmed'; readonly lines: readonly Line[]; readonly total: number })
  | (AboutOrder & { readonly kind: 'order-cancelled'; readonly cancelReason: string; readonly total: number })
  | (AboutOrder & { readonly kind: 'payment-refunded'; readonly refunded: number; readonly amount: number })
  | (AboutOrder & { readonly kind: 'refund-failed'; readonly failed: number });
