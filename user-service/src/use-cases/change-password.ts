import { badCredentials } from '../domain/refusals.js';
import { findOwnAccount } from './find-account.js';
import type { Parts } from './parts.js';

export interface PasswordChange {
  readonly currentPassword: string;
  readonly newPassword: string;
}

/**
 * Sets a new password and ends every log-in of the account. Throws 401 BAD_CREDENTIALS for a wrong current one; those
 * are counted like failed log-ins, so that a stolen access token is no way to guess it.
 */
export async function changePassword(
  parts: Pick<Parts, 'users' | 'passwords' | 'failures' | 'families' | 'sessions'>,
  id: string,
  { currentPassword, newPassword }: PasswordChange,
): Promise<void> {
  const { users, passwords, failures, families, sessions } = parts;
  const row = `password change ${id}`;
  await failures.admit(row);
  const account = await findOwnAccount(parts, id);
  if (!(await passwords.matches(account.passwordHash, currentPassword))) {
    await failures.failed(row);
    throw badCredentials();
  }
  await failures.succeeded(row);
  // the account's epoch moves with the password: what is removed afterwards is over already
  if (!(await users.changePassword(account, await passwords.hash(newPassword)))) throw badCredentials();
  await Promise.all([families.endAllOf(id), sessions.endAllOf(id)]);
}
