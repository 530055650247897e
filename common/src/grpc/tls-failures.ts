import { InterceptingCall, status as Status, type Interceptor, type StatusObject } from '@grpc/grpc-js';
import type { Logger } from '../logging/logger.js';
import { hostAndPort, type Endpoint } from './address.js';

/**
 * Warns once, with the reason, of a callee whose calls fail because its certificate is refused or it does not speak TLS; again only after a
 * call has succeeded. Without it such a callee looks like one that is down.
 */
export class TlsFailures {
  readonly #logger: Logger;
  readonly #failing = new Set<string>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Watches the calls of one process. */
  watch(endpoint: Endpoint): Interceptor {
    return (options, nextCall) =>
      new InterceptingCall(nextCall(options), {
        start: (metadata, _, next) =>
          next(metadata, {
            onReceiveStatus: (status, next) => {
              this.#note(endpoint, status);
              next(status);
            },
          }),
      });
  }

  #note(endpoint: Endpoint, { code, details }: StatusObject): void {
    if (code === Status.OK) return void this.#failing.delete(endpoint.address);
    if (code === Status.UNAVAILABLE) this.connectionFailed(endpoint, lastError(details));
  }

  /** To be told of a connection that failed, for whatever reason. */
  connectionFailed({ address, host }: Endpoint, reason: string): void {
    if (!/certificate|ERR_TLS_|ERR_SSL_|SSL routines/.test(reason) || this.#failing.has(address)) return;
    this.#failing.add(address);
    const named = hostAndPort(address).host === host ? address : `${host} (${address})`;
    this.#logger.warn(`TLS with ${named} fails, so that it cannot be called: ${reason}`);
  }
}

/** The last error of the connection, of the details that grpc-js gives; empty when there was none. */
const lastError = (details: string): string =>
  (/.*Last error: (?:Error: )?(.*?)(?:\. Resolution note:|$)/s.exec(details)?.[1] ?? '').trim();
