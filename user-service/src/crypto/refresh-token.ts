import { createHash, randomBytes } from 'node:crypto';

/** A refresh token as its holder sees it: the family, and 256 random bits of which only the hash is kept. */
export interface RefreshToken {
  readonly text: string;
  readonly family: string;
  readonly hash: string;
}

const FORM = /^([A-Za-z0-9_-]{22})\.([A-Za-z0-9_-]{43})$/;

/** A fresh token: of a new family, or the next of the family given. */
export function makeRefreshToken(family = randomBytes(16).toString('base64url')): RefreshToken {
  const secret = randomBytes(32).toString('base64url');
  return { text: `${family}.${secret}`, family, hash: hashOf(secret) };
}

/** Parses what a caller sent as a refresh token; undefined when it is not one. */
export function readRefreshToken(text: string): RefreshToken | undefined {
  const [, family, secret] = FORM.exec(text) ?? [];
  return family && secret ? { text, family, hash: hashOf(secret) } : undefined;
}

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
