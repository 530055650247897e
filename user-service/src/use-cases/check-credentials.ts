import { sameEmail, type Account } from '../domain/account.js';
import { afterLogIn } from '../domain/known-addresses.js';
import { accountDisabled, badCredentials } from '../domain/refusals.js';
import type { Parts } from './parts.js';
import { rowOf } from './row-of.js';

export interface Credentials {
  readonly email: string;
  readonly password: string;
  /** The client's address, if it is known. */
  readonly address?: string | undefined;
}

/** The most log-ins of one account that wait for the one before: programs log in many times at once. */
const WAITING = 48;

/**
 * The account of an e-mail address and its password, for both kinds of log-in. Throws 401 BAD_CREDENTIALS, after the same work for an
 * unknown address as for a wrong password; 429 from the tenth failure in a row; 403 ACCOUNT_DISABLED.
 */
export async function checkCredentials(
  parts: Pick<Parts, 'users' | 'failures' | 'passwords' | 'addressHash'>,
  { email: written, password, address }: Credentials,
): Promise<Account> {
  const { users, failures, passwords } = parts;
  const email = sameEmail(written);
  const by = { account: email, address };
  const row = rowOf(parts, email, await users.byEmail(email), address);
  const found = await failures.attempt(row, WAITING, async () => {
    // read when it is this attempt's turn
    const account = await users.byEmail(email);
    const { right, outdated } = await passwords.check(account?.passwordHash, password, by);
    return account && right ? { account, outdated } : undefined;
  });
  if (!found) throw badCredentials();
  const { account, outdated } = found;
  if (account.disabled) throw accountDisabled();
  if (outdated) await users.rehash(account, await passwords.hash(password, by));
  const known =
    address === undefined
      ? undefined
      : afterLogIn(account.knownAddresses, parts.addressHash(account.id, address), new Date());
  if (known) await users.rememberAddresses(account.id, known);
  return account;
}
