import { invalid } from '@shop/common/errors';
import { PrivateAddress, publicAddresses } from '../clients/lookup.js';
import { hostOf, isAddress, wrongUrl } from '../domain/addresses.js';
import type { AddressRules } from './webhook-parts.js';

/**
 * Throws 422 when webhooks may not be sent to this URL. A name that cannot be resolved now is accepted: it may be registered before it
 * exists, and is checked again for every connection.
 */
export async function checkAddress(url: string, rules: AddressRules): Promise<void> {
  const wrong = wrongUrl(url, rules) ?? (rules.allowPrivate ? undefined : await wrongWhenResolved(url, rules));
  if (wrong) throw invalid([{ path: 'url', message: wrong }]);
}

async function wrongWhenResolved(url: string, { resolve }: AddressRules): Promise<string | undefined> {
  const host = hostOf(new URL(url));
  if (isAddress(host)) return undefined;
  try {
    await publicAddresses(host, resolve);
    return undefined;
  } catch (error) {
    return error instanceof PrivateAddress ? 'must not lead to a private, loopback or reserved address' : undefined;
  }
}
