import type { Account } from '../domain/account.js';
import { userNotFound } from '../domain/refusals.js';
import { findOwnAccount } from './find-account.js';
import type { Parts } from './parts.js';

/** Gives the caller's account another name, if one is given. Throws as `findOwnAccount`. */
export async function rename(parts: Pick<Parts, 'users'>, id: string, name: string | undefined): Promise<Account> {
  const account = await findOwnAccount(parts, id);
  if (name === undefined) return account;
  const renamed = await parts.users.rename(id, name);
  if (!renamed) throw userNotFound();
  return renamed;
}
