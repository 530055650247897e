import { sameEmail, type Account } from '../domain/account.js';
import { accountDisabled, badCredentials } from '../domain/refusals.js';
import type { Parts } from './parts.js';

export interface Credentials {
  readonly email: string;
  readonly password: string;
}

/**
 * The account of an address and its password: the one way in of both log-ins. Throws 401 BAD_CREDENTIALS, after the
 * same work for an unknown address as for a wrong password; 429 from the tenth failure in a row; 403 ACCOUNT_DISABLED.
 */
export async function checkCredentials(
  { users, failures, passwords }: Pick<Parts, 'users' | 'failures' | 'passwords'>,
  { email, password }: Credentials,
): Promise<Account> {
  const address = sameEmail(email);
  await failures.admit(address);
  const account = await users.byEmail(address);
  const { right, outdated } = await passwords.check(account?.passwordHash, password);
  if (!account || !right) {
    await failures.failed(address);
    throw badCredentials();
  }
  await failures.succeeded(address);
  if (account.disabled) throw accountDisabled();
  if (outdated) await users.rehash(account, await passwords.hash(password));
  return account;
}
