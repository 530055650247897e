import { sameEmail } from '../domain/account.js';
import { RESET_LIFE } from '../domain/password-reset.js';
import type { Parts } from './parts.js';

/**
 * Stores the request for a new password, and nothing more: whether there is such an account is looked up afterwards (see mail-reset.ts), so
 * that neither the answer nor its duration reveals it. The same `key` gives the same reset.
 */
export async function askForReset(
  { resets, resetTokens, wakeResets }: Pick<Parts, 'resets' | 'resetTokens' | 'wakeResets'>,
  { email, key }: { readonly email: string; readonly key: string | undefined },
): Promise<void> {
  const at = new Date();
  await resets.add({
    _id: resetTokens.idFor(key),
    email: sameEmail(email),
    at,
    expiresAt: new Date(at.getTime() + RESET_LIFE),
    mailIntent: { at, nextAttemptAt: at, attempts: 0 },
  });
  wakeResets();
}
