import { once } from 'node:events';
import { connect, createServer, type ClientHttp2Session, type Http2Server } from 'node:http2';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Problem } from '@shop/common/errors';
import { readBody } from '@shop/common/http/body';
import { expect } from 'chai';

describe('a body', () => {
  let server: Http2Server;
  let client: ClientHttp2Session;
  let read: Promise<{ bytes?: number; code?: string }>;
  before(async () => {
    server = createServer((request, response) => {
      read = readBody(request as unknown as IncomingMessage).then(
        (body) => ({ bytes: body.length }),
        (problem: Problem) => ({ code: problem.code }),
      );
      void read.then(() => response.end());
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    client = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  });
  after(() => {
    client.destroy();
    server.close();
  });

  async function send(pieces: number, bytes: number) {
    const stream = client.request({ ':method': 'POST', ':path': '/' }).on('error', () => undefined);
    // one frame each
    for (let i = 0; i < pieces && !stream.closed; i++)
      await new Promise((resolve) => stream.write(Buffer.alloc(bytes, 32), resolve));
    stream.end().resume();
    await once(stream, 'close');
    return read;
  }

  it('is read in many pieces', async () => {
    expect(await send(900, 1)).to.deep.equal({ bytes: 900 });
    expect(await send(3_000, 100)).to.deep.equal({ bytes: 300_000 });
  });

  it('is refused when it comes in too many pieces for its size', async () => {
    expect(await send(1_500, 1)).to.deep.equal({ code: 'MALFORMED_REQUEST' });
  });
});
