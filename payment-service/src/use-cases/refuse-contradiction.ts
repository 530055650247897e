import { contradictsLedger } from '../domain/refusals.js';
import { WrongTransition } from '../domain/status.js';
import type { Parts } from './parts.js';

/**
 * Handles what recording books throws, for callers who are told: books that contradict the payment's ledger are logged with this message, and
 * refused by 409 CONTRADICTS_LEDGER. Anything else is thrown again. Not for sagas, which would take it for a definite refusal.
 */
export const refuseContradiction =
  ({ logger }: Pick<Parts, 'logger'>, paymentId: string, message: string) =>
  (error: unknown): never => {
    if (!(error instanceof WrongTransition)) throw error;
    logger.error(message, { paymentId, error });
    throw contradictsLedger(error);
  };
