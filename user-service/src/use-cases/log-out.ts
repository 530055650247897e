import { readRefreshToken } from '../crypto/refresh-token.js';
import type { Parts } from './parts.js';

/** Ends the log-in that a refresh token belongs to; one that is over already, or never was, changes nothing. */
export async function logOut({ families }: Pick<Parts, 'families'>, text: string): Promise<void> {
  const given = readRefreshToken(text);
  if (given) await families.end(given.family);
}
