import type { Account, ProfileChange } from '../domain/account.js';
import { userNotFound } from '../domain/refusals.js';
import { findOwnAccount } from './find-account.js';
import type { Parts } from './parts.js';

/** Changes name and language of the caller's account, each if given. Throws as `findOwnAccount`. */
export async function changeProfile(parts: Pick<Parts, 'users'>, id: string, change: ProfileChange): Promise<Account> {
  const account = await findOwnAccount(parts, id);
  if (Object.keys(change).length === 0) return account;
  const changed = await parts.users.changeProfile(id, change);
  if (!changed) throw userNotFound();
  return changed;
}
