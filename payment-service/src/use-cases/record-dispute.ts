import type { ListedDispute } from '../domain/dispute.js';
import type { PaymentProvider } from '../providers/provider.js';
import type { Parts } from './parts.js';

/** Writes down how a dispute stands at its provider now, whatever told of it. Throws 503/504 when the provider does not answer. */
export async function askForDispute(parts: Parts, provider: PaymentProvider, ref: string): Promise<void> {
  const askedAt = new Date();
  const dispute = await provider.dispute(ref);
  if (dispute) await recordDispute(parts, provider.name, dispute, askedAt);
}

/**
 * Writes down what a provider answered when it was asked at `askedAt`; an earlier answer never replaces a later one, in whatever order they
 * come. Answers whether it changed anything.
 */
export async function recordDispute(
  { disputes, logger }: Pick<Parts, 'disputes' | 'logger'>,
  provider: string,
  dispute: ListedDispute,
  askedAt: Date,
): Promise<boolean> {
  const written = await disputes.record(provider, dispute, askedAt);
  if (!written || written.before?.status === dispute.status) return false;
  const { ref, reference: paymentId, status } = dispute;
  logger.warn('A dispute of a payment has a new status', { provider, dispute: ref, paymentId, status });
  return true;
}
