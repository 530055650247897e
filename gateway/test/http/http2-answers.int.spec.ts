import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';
import { FLAG, frame, PREFACE, requestBlock, settingsFrame, TYPE } from '@shop/testkit/http2-frames';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { makeCertificate } from '../support/certificate.js';
import { startGateway, type TestGateway } from '../support/gateway.js';

describe('an answer over HTTP/2', () => {
  let redis: TestRedis;
  let shop: TestGateway;
  let certificate: Awaited<ReturnType<typeof makeCertificate>>;
  let socket: TLSSocket;
  let bytes: Buffer;
  before(async () => {
    redis = await startRedis();
    certificate = await makeCertificate();
    shop = await startGateway(redis.url, { TLS_CERT_FILE: certificate.cert, TLS_KEY_FILE: certificate.key });
  });
  beforeEach(async () => {
    bytes = Buffer.alloc(0);
    socket = connect({ port: shop.gateway.port, host: '127.0.0.1', rejectUnauthorized: false, ALPNProtocols: ['h2'] });
    socket.on('data', (chunk: Buffer) => (bytes = Buffer.concat([bytes, chunk])));
    await once(socket, 'secureConnect');
    socket.write(Buffer.concat([PREFACE, settingsFrame()]));
  });
  afterEach(() => socket.destroy());
  after(async () => {
    await shop.stop();
    await Promise.all([redis.stop(), certificate.remove()]);
  });

  /** The frames of the stream that have come. */
  const frames = () => {
    const all: { type: number; flags: number }[] = [];
    for (let at = 0; at + 9 <= bytes.length; at += 9 + bytes.readUIntBE(at, 3))
      if (bytes.readUInt32BE(at + 5) === 1) all.push({ type: bytes[at + 3]!, flags: bytes[at + 4]! });
    return all;
  };
  const over = ({ type, flags }: { type: number; flags: number }): 'ended' | 'reset' | undefined =>
    type === TYPE.reset ? 'reset' : type !== TYPE.window && flags & FLAG.endStream ? 'ended' : undefined;
  const end = async () => {
    await until('it is over', () => frames().some(over));
    return frames().map(over).find(Boolean);
  };

  for (const path of ['/health/live', '/api/products', '/api/orders', '/openapi.json'])
    it(`is ended, not reset: GET ${path}`, async () => {
      const head = requestBlock('GET', path, 'localhost');
      socket.write(frame(TYPE.headers, FLAG.endHeaders | FLAG.endStream, 1, head));
      expect(await end()).to.equal('ended');
    });

  it('is ended, not reset, although a whole body was not read', async () => {
    const head = requestBlock('POST', '/api/orders', 'localhost', { 'content-type': 'application/json' });
    socket.write(frame(TYPE.headers, FLAG.endHeaders, 1, head));
    socket.write(frame(TYPE.data, FLAG.endStream, 1, Buffer.from('{}')));
    expect(await end()).to.equal('ended');
  });

  it('is ended, and its stream closed a second later, although the body never ends', async () => {
    const head = requestBlock('POST', '/api/orders', 'localhost', { 'content-type': 'application/json' });
    socket.write(frame(TYPE.headers, FLAG.endHeaders, 1, head));
    socket.write(frame(TYPE.data, 0, 1, Buffer.from('{')));
    expect(await end()).to.equal('ended');
    await until('its stream is closed', () => frames().some(({ type }) => type === TYPE.reset));
  });
});
