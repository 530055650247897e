import type { ListedDispute } from '../domain/dispute.js';
import type { PaymentProvider } from '../providers/provider.js';
import type { Parts } from './parts.js';

/** Reads a dispute from its provider and records its current state. Throws 503/504 when the provider cannot be reached. */
export async function askForDispute(parts: Parts, provider: PaymentProvider, ref: string): Promise<void> {
  const askedAt = new Date();
  const dispute = await provider.dispute(ref);
  if (dispute) await recordDispute(parts, provider.name, dispute, askedAt);
}

/**
 * Records a provider's answer to a request sent at `askedAt`; the answer to an earlier request never replaces that to a later one, whatever
 * the order of arrival. Returns whether anything changed.
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
