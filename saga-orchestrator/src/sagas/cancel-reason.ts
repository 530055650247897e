import { CANCEL_REASONS, type CancelReason } from '@shop/protos/contract';

/** Maps the reason for which the saga compensated to the order's cancelReason; FAILED for everything that a customer cannot influence. */
export function cancelReason({ reason }: { readonly reason: string }): CancelReason {
  if (reason === 'PAYMENT_METHOD_NOT_FOUND') return 'PAYMENT_DECLINED';
  return CANCEL_REASONS.find((known) => known === reason) ?? 'FAILED';
}
