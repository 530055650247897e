import { connect as connectTcp } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { seconds } from '../time.js';
import { hostAndPort } from './address.js';

/** Thrown when a process gives no answer, not even a refusal: it hangs, or its host has left the network. */
export class Silence extends Error {}

const UNREACHABLE = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT']);

/**
 * Resolves when the gRPC server at `address` (`host:port`) answers on a connection of its own: HTTP/2 servers send the first bytes. Says
 * nothing of its health. Rejects with Silence after two seconds without an answer, with another error when the connection is refused or
 * closed. grpc-js could not tell: it has no time limit for opening a connection.
 */
export async function answers(address: string, tls?: ConnectionOptions): Promise<void> {
  const target = hostAndPort(address);
  const socket = tls ? connectTls({ ...tls, ...target }) : connectTcp(target);
  const done = new AbortController();
  const greeting = new Promise<void>((resolve, reject) => {
    socket.once('data', () => resolve());
    socket.once('error', (error: NodeJS.ErrnoException) => {
      reject(UNREACHABLE.has(error.code ?? '') ? new Silence(error.message, { cause: error }) : error);
    });
    let hungUp = 'The connection was closed.';
    // a Node server that refuses a certificate closes the connection without saying why
    socket.once(
      'secureConnect',
      () => (hungUp = 'It was closed after the handshake: our own certificate may be refused.'),
    );
    socket.once('close', () => reject(new Error(hungUp)));
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
  for (let n = 0; n < 2; n++) await sleep(seconds(1), undefined, { signal, ref: false });
  throw new Silence('no answer for two seconds');
}
