import { connect as connectTcp } from 'node:net';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { seconds } from '../time.js';
import { hostAndPort } from './address.js';

/** Thrown when a process gives no answer, not even a refusal: it hangs, or its host has left the network. */
export class Silence extends Error {}

/** Thrown when a process refuses connections, or closes them. */
export class Refusal extends Error {}

const UNREACHABLE = new Set(['EHOSTUNREACH', 'ETIMEDOUT']);
const REFUSED = new Set([...UNREACHABLE, 'ECONNREFUSED', 'ECONNRESET', 'EPIPE']);

/** How an HTTP/2 client begins (RFC 9113, 3.4): some servers say nothing before it. The empty SETTINGS frame is part of it. */
const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0', 'latin1');

/** The longest that `answers` waits, milliseconds. */
export const ANSWER_LIMIT = seconds(2);

/**
 * Resolves when the gRPC server at `address` (`host:port`) answers anything on a connection of its own. Says nothing of its health. Rejects
 * with Silence after two seconds without an answer, with Refusal when the connection is refused or closed, and as it fails when the reason
 * is here (no such name, no more sockets, TLS). grpc-js could not tell: it has no time limit for opening a connection.
 */
export async function answers(address: string, tls?: ConnectionOptions): Promise<void> {
  const target = hostAndPort(address);
  const socket = tls ? connectTls({ ...tls, ...target }) : connectTcp(target);
  socket.write(PREFACE);
  const done = new AbortController();
  const greeting = new Promise<void>((resolve, reject) => {
    socket.once('data', () => resolve());
    socket.once('error', (error) => reject(judged(error)));
    let hungUp = 'The connection was closed.';
    // a Node server that refuses a certificate closes the connection without saying why
    socket.once(
      'secureConnect',
      () => (hungUp = 'It was closed after the handshake: our own certificate may be refused.'),
    );
    socket.once('close', () => reject(new Refusal(hungUp)));
  });
  try {
    await Promise.race([greeting, silence(done.signal)]);
  } finally {
    done.abort();
    socket.destroy();
  }
}

/** Rejects with Silence after two seconds. */
async function silence(signal: AbortSignal): Promise<never> {
  // twice: when this process itself was busy for long, only the first timer is late, and the answer is read before the second
  for (let n = 0; n < 2; n++) await sleep(ANSWER_LIMIT / 2, undefined, { signal, ref: false });
  await setImmediate(undefined, { signal, ref: false });
  throw new Silence('no answer for two seconds');
}

/** What a connection that could not be opened says of the process. Of several addresses one that refuses is enough for a refusal. */
function judged(error: NodeJS.ErrnoException): Error {
  const errors: NodeJS.ErrnoException[] = error instanceof AggregateError ? error.errors : [error];
  const all = (codes: ReadonlySet<string>) => errors.every(({ code }) => codes.has(code ?? ''));
  if (all(UNREACHABLE)) return new Silence(error.message, { cause: error });
  return all(REFUSED) ? new Refusal(error.message, { cause: error }) : error;
}
