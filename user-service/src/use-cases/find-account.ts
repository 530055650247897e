import type { Account } from '../domain/account.js';
import { accountDisabled, userNotFound } from '../domain/refusals.js';
import type { Parts } from './parts.js';

/** An account by its id. Throws 404 USER_NOT_FOUND. */
export async function findAccount({ users }: Pick<Parts, 'users'>, id: string): Promise<Account> {
  const account = await users.byId(id);
  if (!account) throw userNotFound();
  return account;
}

/** The caller's own account. Throws 404 when it is gone, 403 ACCOUNT_DISABLED: an access token outlives both. */
export async function findOwnAccount(parts: Pick<Parts, 'users'>, id: string): Promise<Account> {
  const account = await findAccount(parts, id);
  if (account.disabled) throw accountDisabled();
  return account;
}
