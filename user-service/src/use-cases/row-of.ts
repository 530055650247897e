import type { Account } from '../domain/account.js';
import { isKnown } from '../domain/known-addresses.js';
import type { Parts } from './parts.js';

/**
 * The row in which a failed attempt counts: one for each account, and one more for each address from which it logged in within 30 days, so
 * that guesses from elsewhere do not lock the owner out.
 */
export function rowOf(
  { addressHash }: Pick<Parts, 'addressHash'>,
  name: string,
  account: Account | undefined,
  address: string | undefined,
): string {
  if (!account || address === undefined) return name;
  const hash = addressHash(account.id, address);
  return isKnown(account.knownAddresses, hash, new Date()) ? `${name} from ${hash}` : name;
}
