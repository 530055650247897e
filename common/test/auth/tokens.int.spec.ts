import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { AccessTokens } from '../../dist/auth/access-tokens.js';
import { InternalTokens } from '../../dist/auth/internal-tokens.js';

describe('signing keys', () => {
  const servers: Server[] = [];
  const listening = async (answer: RequestListener) => {
    const server = createServer(answer).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  after(() => servers.forEach((server) => (server.closeAllConnections(), server.close())));

  it('are not fetched across a redirect, and the internal token is not sent to its target', async () => {
    let called = 0;
    const other = await listening((_request, response) => (called++, response.end('{"keys":[]}')));
    const users = await listening((_request, response) => response.writeHead(302, { location: other }).end());
    const tokens = new AccessTokens([users], new InternalTokens('orders', 'a'.repeat(40)));
    const head = Buffer.from('{"alg":"ES256","typ":"JWT","kid":"k"}').toString('base64url');
    const error: unknown = await tokens.read(`${head}.e30.AAAA`).catch((refused: unknown) => refused);
    expect(error).to.include({ code: 'SERVICE_UNAVAILABLE' });
    expect(called).to.equal(0);
  });
});
