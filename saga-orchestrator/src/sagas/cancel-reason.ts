/** What an order can say of why it was cancelled. */
const KNOWN = [
  'OUT_OF_STOCK',
  'PAYMENT_DECLINED',
  'PAYMENT_TIMEOUT',
  'CUSTOMER_CANCELLED',
  'PRICE_CHANGED',
  'ADMIN_CANCELLED',
];

/** The order's cancelReason for what turned its saga round; FAILED for anything that a customer cannot do anything about. */
export function cancelReason({ reason }: { readonly reason: string }): string {
  if (reason === 'PAYMENT_METHOD_NOT_FOUND') return 'PAYMENT_DECLINED';
  return KNOWN.includes(reason) ? reason : 'FAILED';
}
