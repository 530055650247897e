import type { IncomingHttpHeaders } from 'node:http';
import { Problem } from '@shop/common/errors';
import type { Card, CardFace } from '../domain/card.js';
import type { ListedDispute } from '../domain/dispute.js';
import type { ListedCharge } from '../domain/listed-charge.js';
import type { Books } from '../domain/money-movement.js';
import type { AuthorizeCall } from '../domain/payment.js';

/** One payment as a provider is told of it, with what was stored before the call. */
export interface Charge {
  /** Our id of the payment, which the provider keeps beside the charge. */
  readonly reference: string;
  /** The provider's id of the charge, once known. */
  readonly providerRef: string | null;
  readonly authorize: AuthorizeCall;
  readonly amountMinor: number;
  readonly currency: string;
}

/** A refund as the provider lists it, whoever made it, also in the provider's own pages. */
export interface ListedRefund {
  /** The provider's id of it: that of its movement. */
  readonly ref: string;
  /** Our id of the payment that it gives back. */
  readonly reference: string;
  readonly state: 'pending' | 'done' | 'failed';
}

/** What a verified webhook says: whose books changed, and the books themselves if it carries them; or which dispute did, by the provider's id. */
export type ProviderEvent = { readonly reference: string; readonly books?: Books } | { readonly dispute: string };

/**
 * A payment provider. Each call that moves money carries a key: sent again with the same key it is one movement.
 * A declined card is no error: the books say so. Definite refusals are Problems of 4xx; everything else that is
 * thrown (503, 504) leaves the outcome in doubt.
 */
export interface PaymentProvider {
  readonly name: string;
  /** Whether it alone tells which cards have expired: one with test cards, which work whatever their expiry. */
  readonly judgesExpiry: boolean;
  /** The header that its webhooks are signed in, in small letters: tells whose a webhook is. */
  readonly signatureHeader: string;
  /** Hands the card over and gets a token for it. The same key gives the same token. */
  tokenize(card: Card, key: string): Promise<CardFace & { readonly token: string }>;
  /**
   * Takes a card that the customer's browser has handed to the provider itself, by what it was given for it there, and gives a token as tokenize does.
   * Left out where that cannot be. The same key gives the same token. Throws 422 for what is no new card.
   */
  adopt?(given: string, key: string): Promise<CardFace & { readonly token: string }>;
  /** Lets go of a card: its token can pay nothing new. What was authorised stays. Resolves as well when it has no such card any more. */
  detach(token: string): Promise<void>;
  authorize(charge: Charge): Promise<Books>;
  capture(charge: Charge, key: string): Promise<Books>;
  /** Afterwards nothing is set aside and nothing can be any more, also when authorise has not arrived yet. */
  void(charge: Charge, key: string): Promise<Books>;
  refund(charge: Charge, key: string, amountMinor: number): Promise<Books>;
  /** What the books say, by reference; nothing for a charge that the provider never saw. */
  books(charges: readonly Charge[]): Promise<ReadonlyMap<string, Books>>;
  /** The charges that were made for us at this time or later, in pages. */
  charges(since: Date): AsyncIterable<readonly ListedCharge[]>;
  /** The refunds that were made then or later, of charges of ours, in pages. */
  refunds(since: Date): AsyncIterable<readonly ListedRefund[]>;
  /** How a dispute stands now; null for one that the provider does not know, or of a charge that others have made. */
  dispute(ref: string): Promise<ListedDispute | null>;
  /** The disputes that were opened then or later, of charges of ours, in pages. */
  disputes(since: Date): AsyncIterable<readonly ListedDispute[]>;
  /**
   * The event of a webhook, null for one that is of no interest. Rejects with 401 BAD_SIGNATURE unless the provider signed it
   * recently, 400 MALFORMED_WEBHOOK, or 503/504 when the provider must be asked whose it is and does not answer.
   */
  readWebhook(headers: IncomingHttpHeaders, body: Buffer): Promise<ProviderEvent | null>;
  close(): Promise<void>;
}

/** 401 BAD_SIGNATURE: the webhook is not signed with our secret, or too old. */
export const badSignature = (): Problem =>
  new Problem(401, 'BAD_SIGNATURE', {
    detail: 'This webhook is not signed with the secret that we share, or is too old.',
  });
