import type { IncomingHttpHeaders } from 'node:http';
import { Problem } from '@shop/common/errors';
import type { Card, CardFace } from '../domain/card.js';
import type { ListedDispute } from '../domain/dispute.js';
import type { ListedCharge } from '../domain/listed-charge.js';
import type { Books } from '../domain/money-movement.js';
import type { AuthorizeCall } from '../domain/payment.js';

/** One payment as it is sent to a provider, with what was stored before the call. */
export interface Charge {
  /** Our id of the payment, which the provider stores with the charge. */
  readonly reference: string;
  /** The provider's id of the charge, once known. */
  readonly providerRef: string | null;
  readonly authorize: AuthorizeCall;
  readonly amountMinor: number;
  readonly currency: string;
}

/** A refund as the provider lists it, including those made in the provider's dashboard. */
export interface ListedRefund {
  /** The provider's id of the refund, which is that of its movement. */
  readonly ref: string;
  /** Our id of the payment that is refunded. */
  readonly reference: string;
  readonly state: 'pending' | 'done' | 'failed';
}

/**
 * The content of a verified webhook: the payment whose books changed, with the books if it carries them; or the provider's id of the
 * dispute that changed.
 */
export type ProviderEvent = { readonly reference: string; readonly books?: Books } | { readonly dispute: string };

/**
 * A payment provider. Each call that moves money carries an idempotency key: repeated with the same key it is one movement. A declined card
 * is not an error: the books say so. Definite refusals are Problems of 4xx; everything else that is thrown (503, 504) leaves the outcome in
 * doubt.
 */
export interface PaymentProvider {
  readonly name: string;
  /** True when only the provider checks a card's expiry: a provider with test cards, which work whatever their expiry. */
  readonly judgesExpiry: boolean;
  /** The header with the signature of its webhooks, in lower case; identifies the provider of a webhook. */
  readonly signatureHeader: string;
  /** Every amount of this currency must be a multiple of this; minor units. */
  step(currency: string): number;
  /** Passes the card to the provider, which returns a token for it. The same key returns the same token. */
  tokenize(card: Card, key: string): Promise<CardFace & { readonly token: string }>;
  /**
   * Takes over a card that the customer's browser has sent to the provider directly, by the token that the browser received; returns a
   * token as `tokenize` does. Absent where the provider does not support that. The same key returns the same token. Throws 422 when it is
   * not a new card.
   */
  adopt?(given: string, key: string): Promise<CardFace & { readonly token: string }>;
  /**
   * Detaches a card: its token can be used for no new payment. Existing authorisations are kept. Also resolves when the provider no longer
   * has the card.
   */
  detach(token: string): Promise<void>;
  authorize(charge: Charge): Promise<Books>;
  capture(charge: Charge, key: string): Promise<Books>;
  /** Afterwards nothing is authorised, and nothing can be any more, also when authorise has not arrived yet. */
  void(charge: Charge, key: string): Promise<Books>;
  refund(charge: Charge, key: string, amountMinor: number): Promise<Books>;
  /** The books by reference; no entry for a charge that the provider never saw. */
  books(charges: readonly Charge[]): Promise<ReadonlyMap<string, Books>>;
  /** The shop's charges that were made at `since` or later, in pages. */
  charges(since: Date): AsyncIterable<readonly ListedCharge[]>;
  /** The refunds of the shop's charges that were made at `since` or later, in pages. */
  refunds(since: Date): AsyncIterable<readonly ListedRefund[]>;
  /** The current state of a dispute; null when the provider does not know it, or its charge is not the shop's. */
  dispute(ref: string): Promise<ListedDispute | null>;
  /** The disputes of the shop's charges that were opened at `since` or later, in pages. */
  disputes(since: Date): AsyncIterable<readonly ListedDispute[]>;
  /**
   * The event of a webhook, null when it is of no interest. Rejects with 401 BAD_SIGNATURE unless the provider signed it recently, 400
   * MALFORMED_WEBHOOK, or 503/504 when the provider must be asked whose it is and cannot be reached.
   */
  readWebhook(headers: IncomingHttpHeaders, body: Buffer): Promise<ProviderEvent | null>;
  close(): Promise<void>;
}

/** 401 BAD_SIGNATURE: the webhook is not signed with our secret, or too old. */
export const badSignature = (): Problem =>
  new Problem(401, 'BAD_SIGNATURE', {
    detail: 'This webhook is not signed with the secret that we share, or is too old.',
  });
