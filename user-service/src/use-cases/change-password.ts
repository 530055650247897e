import { badCredentials } from '../domain/refusals.js';
import { findOwnAccount } from './find-account.js';
import type { Parts } from './parts.js';

export interface PasswordChange {
  readonly currentPassword: string;
  readonly newPassword: string;
  /** An earlier attempt of the same call may have made the change. */
  readonly begun?: boolean;
}

/**
 * Sets a new password and ends every log-in of the account. Throws 401 BAD_CREDENTIALS for a wrong current one; those
 * are counted like failed log-ins, so that a stolen access token is no way to guess it.
 */
export async function changePassword(
  parts: Pick<Parts, 'users' | 'passwords' | 'failures' | 'families' | 'sessions'>,
  id: string,
  { currentPassword, newPassword, begun = false }: PasswordChange,
): Promise<void> {
  const { users, passwords, failures, families, sessions } = parts;
  const row = `password change ${id}`;
  await failures.admit(row);
  const account = await findOwnAccount(parts, id);
  if (await passwords.matches(account.passwordHash, currentPassword)) {
    await failures.succeeded(row);
    if (!(await users.changePassword(account, await passwords.hash(newPassword)))) throw badCredentials();
  } else if (!(begun && (await passwords.matches(account.passwordHash, newPassword)))) {
    await failures.failed(row);
    throw badCredentials();
  }
  // the account's epoch has moved with the password: what is removed now is over already
  await Promise.all([families.endAllOf(id), sessions.endAllOf(id)]);
}
