import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import { CommandError } from '../errors.js';

const iterations = 15_000;

/** The credentials of the server's one user, stored as in RFC 7677 (SCRAM-SHA-256): without the password. */
export interface Credentials {
  readonly user: string;
  readonly salt: Buffer;
  readonly storedKey: Buffer;
  readonly serverKey: Buffer;
}

/** Derives the stored credentials from a password; takes some milliseconds on purpose. */
export function credentialsOf(user: string, password: string): Credentials {
  const salt = randomBytes(28);
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, iterations, 32, 'sha256');
  const storedKey = createHash('sha256').update(hmac(salted, 'Client Key')).digest();
  return { user, salt, storedKey, serverKey: hmac(salted, 'Server Key') };
}

/** A conversation after its first exchange. */
export interface Conversation {
  readonly user: string;
  readonly nonce: string;
  readonly clientFirstBare: string;
  readonly serverFirst: string;
  readonly skipEmptyExchange: boolean;
}

/** Answers the client's first message. Throws AuthenticationFailed (18) if it is invalid. */
export function startConversation(payload: string, credentials: Credentials, skipEmptyExchange: boolean): Conversation {
  const [, user, clientNonce] = /^n,,n=([^,]*),r=([^,]+)$/.exec(payload) ?? [];
  if (user === undefined || clientNonce === undefined) throw authenticationFailed();
  const nonce = clientNonce + randomBytes(24).toString('base64');
  return {
    user: user.replaceAll('=2C', ',').replaceAll('=3D', '='),
    nonce,
    clientFirstBare: payload.slice('n,,'.length),
    serverFirst: `r=${nonce},s=${credentials.salt.toString('base64')},i=${iterations}`,
    skipEmptyExchange,
  };
}

/** Checks the client's proof and returns the server's own. Throws AuthenticationFailed (18). */
export function finishConversation(payload: string, conversation: Conversation, credentials: Credentials): string {
  const [, withoutProof, nonce, proof] = /^(c=biws,r=([^,]+)),p=(.+)$/.exec(payload) ?? [];
  if (withoutProof === undefined || nonce !== conversation.nonce) throw authenticationFailed();
  const message = `${conversation.clientFirstBare},${conversation.serverFirst},${withoutProof}`;
  const signature = hmac(credentials.storedKey, message);
  const given = Buffer.from(proof!, 'base64');
  if (given.length !== signature.length) throw authenticationFailed();
  const clientKey = given.map((byte, i) => byte ^ signature[i]!);
  const key = createHash('sha256').update(clientKey).digest();
  const proven = timingSafeEqual(key, credentials.storedKey);
  if (!proven || conversation.user !== credentials.user) throw authenticationFailed();
  return `v=${hmac(credentials.serverKey, message).toString('base64')}`;
}

/** AuthenticationFailed, the same for an unknown user and a wrong password. */
export function authenticationFailed(): CommandError {
  return new CommandError(18, 'Authentication failed.');
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
