import type { LeasedReset } from '../data/password-reset.repository.js';
import { MOST_RESETS } from '../domain/password-reset.js';
import type { Parts } from './parts.js';

/**
 * Looks up the account of the given address, and has a mail sent to it. A reset without an account, of a disabled account, of one that got
 * the maximum of mails, or that has expired is removed. Rejects when notification-service did not accept it.
 */
export async function mailReset(
  { users, resets, notifications }: Pick<Parts, 'users' | 'resets' | 'notifications'>,
  leased: LeasedReset,
): Promise<void> {
  const { _id, email, userId, expiresAt } = leased.document;
  const account = email === undefined ? await users.byId(userId ?? '') : await users.byEmail(email);
  const wanted = account && !account.disabled && expiresAt > new Date();
  if (!wanted || (userId === undefined && (await resets.countOf(account.id)) >= MOST_RESETS)) return resets.remove(_id);
  await resets.assign(_id, account);
  await notifications.sendPasswordReset(_id, account.id);
  await resets.unmailed.remove(leased);
}
