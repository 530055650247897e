import type { Account } from '../domain/account.js';
import { isLive, type LiveReset } from '../domain/password-reset.js';
import { badResetToken } from '../domain/refusals.js';
import type { Parts } from './parts.js';

/** A reset that can be used now, and its account. Throws 401 BAD_RESET_TOKEN for a used, expired or unknown one. */
export async function findReset(
  { resets, users }: Pick<Parts, 'resets' | 'users'>,
  resetId: string,
): Promise<{ reset: LiveReset; account: Account }> {
  const reset = await resets.find(resetId);
  if (!isLive(reset)) throw badResetToken();
  const account = await users.byId(reset.userId);
  if (!account || account.disabled || account.epoch !== reset.epoch) throw badResetToken();
  return { reset, account };
}
