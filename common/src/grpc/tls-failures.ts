import { InterceptingCall, status as Status, type Interceptor, type StatusObject } from '@grpc/grpc-js';
import type { Logger } from '../logging/logger.js';

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

  /** Watches the calls of one address. */
  watch(address: string): Interceptor {
    return (options, nextCall) =>
      new InterceptingCall(nextCall(options), {
        start: (metadata, _, next) =>
          next(metadata, {
            onReceiveStatus: (status, next) => {
              this.#note(address, status);
              next(status);
            },
          }),
      });
  }

  #note(address: string, { code, details }: StatusObject): void {
    if (code === Status.OK) return void this.#failing.delete(address);
    const reason = code === Status.UNAVAILABLE ? tlsReason(details) : undefined;
    if (reason === undefined || this.#failing.has(address)) return;
    this.#failing.add(address);
    this.#logger.warn(`TLS with ${address} fails, so that it cannot be called: ${reason}`);
  }
}

/** Why a connection was refused by TLS; undefined when it failed otherwise. The details are grpc-js's, with the last error of the connection. */
function tlsReason(details: string): string | undefined {
  const [, reason = ''] = /.*Last error: (?:Error: )?(.*?)(?:\. Resolution note:|$)/s.exec(details) ?? [];
  return /certificate|ERR_TLS_|ERR_SSL_|SSL routines/.test(reason) ? reason.trim() : undefined;
}
