import { randomUUID } from 'node:crypto';
import type { Problem } from '@shop/common/errors';
import { expect } from 'chai';
import type { Card } from '../../dist/domain/card.js';
import type { Books } from '../../dist/domain/money-movement.js';
import type { Charge, PaymentProvider } from '../../dist/providers/provider.js';

type Moving = 'authorize' | 'capture' | 'void' | 'refund';

/** An adapter, and the provider or a stand-in for it. */
export interface UnderContract {
  readonly provider: PaymentProvider;
  readonly approved: Card;
  readonly declined: { readonly card: Card; readonly code: string };
  /** Loses the answer to the next such call, which takes effect. */
  loseAnswerTo(call: Moving | 'detach'): Promise<void> | void;
  /** The body of the provider's webhook about a change of this charge. */
  webhookOf(reference: string): Promise<Buffer> | Buffer;
  /** A card whose charges are disputed once they are captured, and the reason of the dispute. */
  readonly disputed: { readonly card: Card; readonly reason: string };
  /** Has the bank decide the dispute of this charge. */
  decide(reference: string, status: 'WON' | 'LOST'): Promise<void> | void;
  /** The body of the provider's webhook about the dispute of this charge. */
  disputeWebhookOf(reference: string): Promise<Buffer> | Buffer;
  /** A body of a type that the adapter ignores. */
  readonly otherWebhook: string;
  /** The signature header for a body, by default signed now with the shared secret. */
  sign(body: Buffer, how?: { secret?: string; at?: Date }): string;
  /** Stops the provider: from here on connections are refused. */
  goAway(): Promise<void>;
  close(): Promise<void>;
}

export const movementsOf = ({ movements }: Books) => movements.map(({ type, amountMinor }) => `${type} ${amountMinor}`);
export const isInDoubt = (error: Problem) => expect(error.definite, `${error.code} is in doubt`).to.equal(false);
export const isDefinite = (error: Problem) => expect(error.definite, `${error.code} is definite`).to.equal(true);

/** Makes charges at the provider of `started`. */
export function chargesOf(started: () => UnderContract) {
  const charge = async (amountMinor = 2999, currency = 'USD', card = started().approved): Promise<Charge> => {
    const reference = randomUUID();
    const { token } = await started().provider.tokenize(card, `${reference}:tokenize`);
    const authorize = { key: `${reference}:authorize`, token, at: new Date() };
    return { reference, providerRef: null, authorize, amountMinor, currency };
  };
  const authorized = async (amountMinor?: number, currency?: string): Promise<Charge> => {
    const made = await charge(amountMinor, currency);
    return { ...made, providerRef: (await started().provider.authorize(made)).providerRef };
  };
  const captured = async (amountMinor?: number, currency?: string): Promise<Charge> => {
    const made = await authorized(amountMinor, currency);
    await started().provider.capture(made, `${made.reference}:capture`);
    return made;
  };
  const booksOf = async (made: Charge) => (await started().provider.books([made])).get(made.reference);
  return { charge, authorized, captured, booksOf };
}

/** What the tests of one topic get: the adapter once it is started, and charges at its provider. */
export type ContractPart = { readonly started: () => UnderContract } & ReturnType<typeof chargesOf>;
