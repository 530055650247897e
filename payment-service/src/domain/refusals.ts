import { conflict, notFound, Problem } from '@shop/common/errors';
import { fromMinor, writtenAmount } from '@shop/protos/money';
import { MOST_STORED_CARDS } from './stored-cards.js';

/** 404 PAYMENT_NOT_FOUND. */
export const paymentNotFound = (): Problem => notFound('PAYMENT_NOT_FOUND', 'You have no payment with this id.');

/** 404 CHARGE_NOT_FOUND. */
export const chargeNotFound = (): Problem =>
  notFound('CHARGE_NOT_FOUND', 'No unknown charge has this id; GET /api/unknown-charges lists them.');

/** 409 CHARGE_NOT_OPEN. */
export const chargeNotOpen = (state: string): Problem =>
  conflict('CHARGE_NOT_OPEN', `This charge is ${state}; only one that is OPEN can be returned or matched.`);

/** 409 CHARGE_OF_ANOTHER_ORDER. */
export const chargeOfAnotherOrder = (): Problem =>
  conflict(
    'CHARGE_OF_ANOTHER_ORDER',
    'This charge was made for another order; GET /api/unknown-charges?orderId= finds the one of an order.',
  );

/** 409 CHARGE_DIFFERS. */
export const chargeDiffers = (chargedMinor: number, orderMinor: number, currency: string): Problem =>
  conflict(
    'CHARGE_DIFFERS',
    `The order comes to ${writtenAmount(orderMinor, currency)}, and the charge is of ${writtenAmount(chargedMinor, currency)}: return it.`,
  );

/** 409 ORDER_HAS_PAYMENT. */
export const orderHasPayment = (): Problem =>
  conflict(
    'ORDER_HAS_PAYMENT',
    'The order has a payment, or was cancelled and keeps no money, so this charge is one too many: return it.',
  );

/** 404 PAYMENT_METHOD_NOT_FOUND. */
export const methodNotFound = (
  detail = 'You have no payment method with this id; add one with POST /api/payment-methods.',
): Problem => notFound('PAYMENT_METHOD_NOT_FOUND', detail);

/** 409 ORDER_NOT_PAYABLE. */
export const orderNotPayable = (detail: string): Problem => conflict('ORDER_NOT_PAYABLE', detail);

/** 422 AMOUNT_MISMATCH. */
export const amountMismatch = (expectedMinor: number, currency: string): Problem =>
  new Problem(422, 'AMOUNT_MISMATCH', {
    detail: `The order comes to ${writtenAmount(expectedMinor, currency)}; pay exactly that.`,
    extra: { amount: fromMinor(expectedMinor, currency), currency },
  });

/** 422 AMOUNT_NOT_IN_STEPS; `advice` continues the sentence. */
export const notInSteps = (amountMinor: number, stepMinor: number, currency: string, advice: string): Problem =>
  new Problem(422, 'AMOUNT_NOT_IN_STEPS', {
    detail: `The payment provider takes ${currency} only in steps of ${writtenAmount(stepMinor, currency)}, which ${fromMinor(amountMinor, currency)} is not: ${advice}`,
    extra: { step: fromMinor(stepMinor, currency), currency },
  });

/** 402 CARD_DECLINED, for the customer. */
export const cardDeclined = (declineCode: string, paymentId: string): Problem =>
  new Problem(402, 'CARD_DECLINED', {
    detail: `The card was declined (${declineCode}); place the order again and pay with another card.`,
    extra: { declineCode, paymentId },
  });

/** 409 TOO_MANY_PAYMENT_METHODS. */
export const tooManyPaymentMethods = (): Problem =>
  conflict(
    'TOO_MANY_PAYMENT_METHODS',
    `You have ${MOST_STORED_CARDS} stored cards; remove one with DELETE /api/payment-methods/{id} first.`,
    { limit: MOST_STORED_CARDS },
  );

/** 429 TOO_MANY_DECLINES. */
export const tooManyDeclines = (retryAfter: number): Problem =>
  new Problem(429, 'TOO_MANY_DECLINES', {
    detail: `Ten of your cards were declined within an hour; try again in ${Math.ceil(retryAfter / 60)} minutes.`,
    retryAfter,
  });

/** 402 PAYMENT_DECLINED, for the saga. */
export const paymentDeclined = (declineCode: string): Problem =>
  new Problem(402, 'PAYMENT_DECLINED', { detail: `The card was declined: ${declineCode}.`, extra: { declineCode } });

/** 409 PAYMENT_VOIDED: an authorise that arrived after its void. */
export const alreadyVoided = (): Problem =>
  conflict('PAYMENT_VOIDED', 'This payment was voided; it cannot be authorised any more.');

/**
 * A void after the capture is refused, never turned into a refund. The saga voids only before its pivot and captures only after it, so such
 * a void is a mistake, and refunding a confirmed order would hide it. The refusal makes the saga need attention; a cancellation refunds
 * with Refund.
 */
export const alreadyCaptured = (): Problem =>
  conflict('PAYMENT_CAPTURED', 'This payment is captured or being captured: it cannot be voided, refund it.');

/** 409 CONTRADICTS_LEDGER. */
export const contradictsLedger = ({ message }: Error): Problem =>
  conflict('CONTRADICTS_LEDGER', `Nothing was taken over: ${message}`);

/** 409 PAYMENT_NOT_CAPTURABLE. */
export const notCapturable = (status: string): Problem =>
  conflict('PAYMENT_NOT_CAPTURABLE', `This payment is ${status}; only an authorised one can be captured.`);

/** 409 PAYMENT_NOT_REFUNDABLE. */
export const notRefundable = (status: string): Problem =>
  conflict('PAYMENT_NOT_REFUNDABLE', `This payment is ${status}; only captured money can be given back.`);

/** While the bank decides, the provider refuses refunds as well; after a decision for the cardholder the bank has already refunded it. */
export const paymentDisputed = (status: 'OPEN' | 'LOST'): Problem =>
  conflict(
    'PAYMENT_DISPUTED',
    status === 'OPEN'
      ? 'The cardholder disputes this payment, and the bank has taken the money back until it decides: answer the dispute at the payment provider, see GET /api/disputes. Nothing can be refunded before.'
      : 'The bank has given this money back to the cardholder, who won a dispute: a refund would give it back twice. See GET /api/disputes.',
    { dispute: status },
  );

/** 404 DISPUTE_NOT_FOUND. */
export const disputeNotFound = (): Problem =>
  notFound('DISPUTE_NOT_FOUND', 'No dispute has this id; GET /api/disputes lists them.');

/** 409 PAYMENT_NOT_REFUNDABLE. */
export const tooManyParts = (most: number): Problem =>
  conflict(
    'PAYMENT_NOT_REFUNDABLE',
    `A payment is given back in at most ${most} parts: leave the amount out for the rest.`,
  );

/** 409 PAYMENT_NOT_REFUNDABLE. */
export const noFailedRefund = (): Problem =>
  conflict(
    'PAYMENT_NOT_REFUNDABLE',
    'No refund of this payment has failed; give money back with POST /api/payments/{id}/refund.',
  );

/** The provider accepted the refund and it failed there: a repeated call with the same key would get the same answer. */
export const refundFailed = (): Problem =>
  conflict('PROVIDER_REFUSED', 'The refund failed at the payment provider; nothing was given back.');

/** 409 REFUND_TOO_LARGE. */
export const refundTooLarge = (leftMinor: number, currency: string): Problem =>
  conflict('REFUND_TOO_LARGE', `At most ${writtenAmount(leftMinor, currency)} can still be given back.`, {
    refundable: fromMinor(leftMinor, currency),
    currency,
  });
