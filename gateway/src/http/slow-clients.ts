import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { every, seconds, steadyNow } from '@shop/common/time';

/** An answer is abandoned when the client has read nothing of it for this long. */
const STALLED_MS = seconds(20);

interface Exchange {
  readonly request: IncomingMessage;
  readonly began: number;
  /** Bytes that the client had not read, and since when it has read nothing. */
  unsent: number;
  since: number;
}

/**
 * Disconnects clients that keep a request open by inactivity, over HTTP/1.1 and HTTP/2 alike: those that do not read their answer, and
 * those whose request is neither complete nor answered after `requestMs`. Node has such limits for HTTP/1.1 only, and none for answers. The
 * returned function stops it.
 */
export function cutSlowClients(server: Server, requestMs: number, stalledMs = STALLED_MS): () => Promise<void> {
  const open = new Map<ServerResponse, Exchange>();
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const now = steadyNow();
    open.set(response, { request, began: now, unsent: 0, since: now });
    response.once('close', () => open.delete(response));
  });
  return every(Math.min(seconds(2), stalledMs / 4), async () => {
    const now = steadyNow();
    for (const [response, exchange] of open) {
      const { request, began } = exchange;
      // Node does not report the end of an answer that waits for an earlier one on its connection
      if (request.httpVersionMajor === 1 && request.socket.destroyed) open.delete(response);
      const unsent = response.writableLength;
      if (unsent === 0 || unsent !== exchange.unsent) Object.assign(exchange, { unsent, since: now });
      const isStalled = unsent > 0 && now - exchange.since > stalledMs;
      const isLate = !request.complete && !response.headersSent && now - began > requestMs;
      if (isStalled || isLate) response.destroy();
    }
  });
}
