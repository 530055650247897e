import { badCredentials } from '../domain/refusals.js';
import { findOwnAccount } from './find-account.js';
import type { Parts } from './parts.js';
import { rowOf } from './row-of.js';

export interface PasswordChange {
  readonly currentPassword: string;
  readonly newPassword: string;
  /** An earlier attempt of the same call may have made the change. */
  readonly begun?: boolean;
  /** The client's address, if it is known. */
  readonly address?: string | undefined;
}

/** The most changes of one account that wait for the one before; more are of no use. */
const WAITING = 4;

/**
 * Sets a new password and ends every log-in of the account. Throws 401 BAD_CREDENTIALS for a wrong current one; those are counted like
 * failed log-ins, so that a stolen access token cannot be used to guess it.
 */
export async function changePassword(
  parts: Pick<Parts, 'users' | 'passwords' | 'failures' | 'families' | 'sessions' | 'addressHash'>,
  id: string,
  { currentPassword, newPassword, begun = false, address }: PasswordChange,
): Promise<void> {
  const { users, passwords, failures, families, sessions } = parts;
  const row = rowOf(parts, `password change ${id}`, await findOwnAccount(parts, id), address);
  const done = await failures.attempt(row, WAITING, async () => {
    // read when it is this attempt's turn
    const account = await findOwnAccount(parts, id);
    const by = { account: account.email, address };
    const right = await passwords.matches(account.passwordHash, currentPassword, by);
    if (!right) return begun && (await passwords.matches(account.passwordHash, newPassword, by)) ? 'before' : undefined;
    return (await users.changePassword(account, await passwords.hash(newPassword, by))) ? 'now' : 'by another';
  });
  if (done === undefined || done === 'by another') throw badCredentials();
  // the account's epoch has changed with the password: what is removed now has already ended
  await Promise.all([families.endAllOf(id), sessions.endAllOf(id)]);
}
