import { EventEmitter } from 'node:events';
import type { Server } from 'node:http';
import { expect } from 'chai';
import { until } from '@shop/testkit/until';
import { watchSessions } from '../../dist/http/http2-sessions.js';

/** The state of a session between `destroy()` and 'close', which a client that does not read delays. */
class DestroyedSession extends EventEmitter {
  readonly destroyed = true;
  get socket(): never {
    throw new Error('ERR_HTTP2_SOCKET_UNBOUND');
  }
}

describe('an HTTP/2 session', () => {
  it('that is destroyed loses its connection, even if its client reads nothing', async () => {
    const server = new EventEmitter();
    const stop = watchSessions(server as Server, { headersMs: 40, keepAliveMs: 80 });
    let cut = false;
    server.emit('secureConnection', { bytesRead: 0, destroy: () => (cut = true) });
    server.emit('session', new DestroyedSession());
    await until('the connection is cut', () => cut);
    await stop();
    expect(cut).to.equal(true);
  });
});
