import { days } from '@shop/common/time';
import type { Parts } from './parts.js';
import { recordDispute } from './record-dispute.js';

/** A bank decides within about three months, and an appeal takes as long again. */
const LOOK_BACK = days(200);

/**
 * Searches for new and changed disputes that no webhook reported. Returns how many there were; a provider that cannot be reached does not
 * stop the others.
 */
export async function findDisputes(parts: Parts): Promise<number> {
  let found = 0;
  for (const provider of parts.providers.all)
    try {
      // taken before any page is requested
      const askedAt = new Date();
      for await (const page of provider.disputes(new Date(askedAt.getTime() - LOOK_BACK)))
        for (const dispute of page) if (await recordDispute(parts, provider.name, dispute, askedAt)) found++;
    } catch (error) {
      parts.logger.warn('A payment provider cannot be asked for its disputes', { provider: provider.name, error });
    }
  return found;
}
