import { CANCEL_REASONS, type CancelReason } from '@shop/protos/contract';

/** The order's cancelReason for why its saga compensated; FAILED for everything that a customer cannot influence. */
export function cancelReason({ reason }: { readonly reason: string }): CancelReason {
  if (reason === 'PAYMENT_METHOD_NOT_FOUND') return 'PAYMENT_DECLINED';
  return CANCEL_REASONS.find((known) => known === reason) ?? 'FAILED';
}
