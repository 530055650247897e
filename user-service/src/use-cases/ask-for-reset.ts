import { sameEmail } from '../domain/account.js';
import { RESET_LIFE } from '../domain/password-reset.js';
import type { Parts } from './parts.js';

/**
 * Keeps that somebody asked for a new password, and no more: whether there is such an account is looked up afterwards (see
 * mail-reset.ts), so that neither the answer nor its time tells. Asked again with the same `key` it is the same reset.
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
