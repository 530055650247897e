import { readRefreshToken } from '../crypto/refresh-token.js';
import type { Parts } from './parts.js';

/** Ends the log-in to which a refresh token belongs; one that has ended, or never existed, changes nothing. */
export async function logOut({ families }: Pick<Parts, 'families'>, text: string): Promise<void> {
  const given = readRefreshToken(text);
  if (given) await families.end(given.family);
}
