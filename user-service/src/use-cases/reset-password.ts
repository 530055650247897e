import { afterLogIn } from '../domain/known-addresses.js';
import type { Account } from '../domain/account.js';
import { isLive } from '../domain/password-reset.js';
import { badResetToken } from '../domain/refusals.js';
import { findReset } from './find-reset.js';
import type { Parts } from './parts.js';
import { rowOf } from './row-of.js';

export interface Reset {
  readonly token: string;
  readonly newPassword: string;
  /** An earlier attempt of the same call may have made the change. */
  readonly begun?: boolean;
  /** The client's address, if it is known. */
  readonly address?: string | undefined;
}

type Needed = Pick<
  Parts,
  'users' | 'resets' | 'resetTokens' | 'passwords' | 'failures' | 'families' | 'sessions' | 'addressHash'
>;

/**
 * Sets a new password with the token of a mail, and ends every log-in of the account. Throws 401 BAD_RESET_TOKEN. The epoch of the account
 * changes with its password, so every reset that was requested before has ended. The address of this call is known from now on, so that
 * guesses from elsewhere do not lock the owner out.
 */
export async function resetPassword(
  parts: Needed,
  { token, newPassword, begun = false, address }: Reset,
): Promise<void> {
  const { users, passwords, resetTokens, families, sessions, failures } = parts;
  const resetId = resetTokens.read(token);
  if (resetId === undefined) throw badResetToken();
  const account = await change(resetId).catch(async (error: unknown) => {
    const done = begun ? await doneBefore(parts, resetId, newPassword, address) : undefined;
    if (!done) throw error;
    return done;
  });
  const known = address && afterLogIn(account.knownAddresses, parts.addressHash(account.id, address), new Date());
  if (known) await users.rememberAddresses(account.id, known);
  await failures.forget(rowOf(parts, account.email, known ? { ...account, knownAddresses: known } : account, address));
  await Promise.all([families.endAllOf(account.id), sessions.endAllOf(account.id)]);

  async function change(id: string): Promise<Account> {
    const { account } = await findReset(parts, id);
    const hash = await passwords.hash(newPassword, { account: account.email, address });
    if (!(await users.resetPassword(account, hash))) throw badResetToken();
    return account;
  }
}

/** The account whose password this same call has already set, when its answer was lost. */
async function doneBefore(
  { resets, users, passwords }: Pick<Parts, 'resets' | 'users' | 'passwords'>,
  resetId: string,
  newPassword: string,
  address: string | undefined,
): Promise<Account | undefined> {
  const reset = await resets.find(resetId);
  const account = isLive(reset) ? await users.byId(reset.userId) : undefined;
  if (!account || !isLive(reset) || account.epoch !== reset.epoch + 1) return undefined;
  const by = { account: account.email, address };
  return (await passwords.matches(account.passwordHash, newPassword, by)) ? account : undefined;
}
