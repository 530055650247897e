import { Problem } from '../errors.js';

/** The header in which the gateway passes a browser's session to the process that stores the accounts. */
export const SESSION_HEADER = 'x-session-token';

/** A `viewer` may read what administrators read, except what concerns one person, and may change nothing. */
export const ROLES = ['user', 'viewer', 'admin'] as const;
export type Role = (typeof ROLES)[number];
/** Who may make a call; `viewer` stands for administrators as well. */
export type Who = 'anyone' | Role;

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/** True when a request with this method may change something. */
export const isChanging = (method: string): boolean => !SAFE.has(method);

/** The role that a token names; an unknown role counts as a user. */
export const roleOf = (claimed: unknown): Role => ROLES.find((role) => role === claimed) ?? 'user';

/** The caller: a user (by access token, or named by the gateway's internal token), or one of our processes on its own behalf. */
export interface Caller {
  readonly userId: string | null;
  readonly role: Role | 'anonymous';
  /** The client's address, when the gateway names it. */
  readonly address?: string;
  /** The process that calls; undefined for a bare access token. */
  readonly process?: string;
}

/** The claims of an access token or a browser session about its holder, as they were when it was signed. */
export interface Claims {
  readonly userId: string;
  readonly role: Role;
  readonly expiresAt: Date;
  /** The id of the browser's session; an access token has none. */
  readonly sessionId?: string;
}

/** Checks tokens by their signature alone. */
export interface TokenReader {
  /** Signature, key id, algorithm, issuer, audience and expiry checked. Throws 401; 503 when that cannot be checked. */
  read(token: string): Promise<Claims>;
}

/** 401 UNAUTHENTICATED; `detail` says what is wrong with the credentials. */
export const unauthenticated = (detail: string) =>
  new Problem(401, 'UNAUTHENTICATED', { detail, headers: { 'www-authenticate': 'Bearer' } });

/** Throws 401 unless the process `name` calls, on its own behalf. */
export function requireProcess({ process, userId }: Caller, name: string): void {
  if (process !== name || userId !== null) throw unauthenticated(`This address is for ${name} only.`);
}

/** Converts the claims of a verified token. */
export const claimsOf = (claims: { sub: string; exp: number; role?: unknown; sid?: unknown }): Claims => ({
  userId: claims.sub,
  role: roleOf(claims.role),
  expiresAt: new Date(claims.exp * 1000),
  ...(typeof claims.sid === 'string' ? { sessionId: claims.sid } : {}),
});

/** Throws 401 without a user, 403 FORBIDDEN when the caller's role is not sufficient. */
export function authorize(caller: Caller, who: Who): void {
  if (who === 'anyone') return;
  if (caller.userId === null)
    throw unauthenticated('Log in first: send the access token as Authorization: Bearer <token>.');
  if (who === 'user' || caller.role === 'admin') return;
  if (who === 'viewer' && caller.role === 'viewer') return;
  throw new Problem(403, 'FORBIDDEN', { detail: 'Only an administrator may do this.' });
}
