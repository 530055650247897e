import { once } from 'node:events';
import { connect as connectHttp2, type ClientHttp2Session } from 'node:http2';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { expect } from 'chai';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { frame, FLAG, PREFACE, requestBlock, resetFrame, settingsFrame, TYPE } from '@shop/testkit/http2-frames';
import { until } from '@shop/testkit/until';
import { makeCertificate } from '../support/certificate.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { bearer } from '../support/tokens.js';

const SERVER = { headersMs: 600, requestMs: 1_500, stalledMs: 1_000 };
/** The longest of these time limits, the interval of the checks, and a margin for a busy machine. */
const SOON_MS = 6_000;

describe('clients that hold connections', function () {
  this.timeout(30_000);
  let redis: TestRedis;
  let plain: TestGateway;
  let secure: TestGateway;
  let certificate: Awaited<ReturnType<typeof makeCertificate>>;
  before(async () => {
    redis = await startRedis();
    certificate = await makeCertificate();
    const tls = { TLS_CERT_FILE: certificate.cert, TLS_KEY_FILE: certificate.key };
    [plain, secure] = await Promise.all([
      startGateway(redis.url, {}, { server: SERVER }),
      startGateway(redis.url, tls, { server: SERVER }),
    ]);
  });
  after(async () => {
    await Promise.all([plain.stop(), secure.stop()]);
    await Promise.all([redis.stop(), certificate.remove()]);
  });

  const tcp = (): Socket => connectTcp(plain.gateway.port, '127.0.0.1').on('error', () => undefined);
  const tls = async (...ALPNProtocols: string[]): Promise<TLSSocket> => {
    const socket = connectTls({ port: secure.gateway.port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false, ALPNProtocols }); // prettier-ignore
    await once(
      socket.on('error', () => undefined),
      'secureConnect',
    );
    return socket;
  };
  const http2 = async (): Promise<ClientHttp2Session> => {
    const session = connectHttp2(`https://localhost:${secure.gateway.port}`, { rejectUnauthorized: false });
    await once(
      session.on('error', () => undefined),
      'connect',
    );
    return session;
  };
  /** Waits until the gateway has closed it; data is read and dropped. */
  const closed = (socket: Socket, reading = true) => {
    if (reading) socket.resume();
    return until('the gateway closes the connection', () => socket.closed || socket.readableEnded, SOON_MS);
  };

  const half = `GET /api/products HTTP/1.1\r\nhost: localhost\r\nx-half: `;
  const body = () =>
    `POST /api/orders HTTP/1.1\r\nhost: localhost\r\nauthorization: ${bearer().authorization}\r\ncontent-length: 9\r\n\r\n{`;

  for (const [what, make] of [
    ['plain HTTP', async () => tcp()],
    ['HTTP/1.1 over TLS', async () => tls('http/1.1')],
  ] as const)
    for (const [kind, text] of [
      ['says nothing', () => ''],
      ['sends half of its headers', () => half],
      ['sends half of its body', body],
    ] as const)
      it(`are disconnected over ${what} if one ${kind}`, async () => {
        const socket = await make();
        socket.write(text());
        await closed(socket);
      });

  it('are disconnected if one never starts the TLS handshake', () =>
    closed(connectTcp(secure.gateway.port, '127.0.0.1')));

  it('are disconnected if one sends nothing over HTTP/2', async () => closed(await tls('h2')));

  it('are disconnected if one sends half of its headers over HTTP/2', async () => {
    const socket = await tls('h2');
    // HEADERS without END_HEADERS, and nothing after it
    socket.write(Buffer.concat([PREFACE, settingsFrame(), frame(TYPE.headers, 0, 1, Buffer.from([0x82]))]));
    await closed(socket);
  });

  it('lose the stream of a body that stops over HTTP/2, and not the others', async () => {
    const session = await http2();
    const stalled = session.request({ ':method': 'POST', ':path': '/api/orders', ...bearer() }, { endStream: false });
    stalled.on('error', () => undefined).write('{');
    await until('the stream is closed', () => stalled.closed, SOON_MS);
    const good = session.request({ ':path': '/api/products' });
    expect((await once(good, 'response'))[0][':status']).to.equal(200);
    good.resume();
    session.destroy();
  });

  it('lose the stream of a body that is refused while it is read, and never ends, over HTTP/2', async () => {
    const session = await http2();
    const refused = session.request({ ':method': 'POST', ':path': '/api/orders', ...bearer() }, { endStream: false });
    refused.on('error', () => undefined).write(Buffer.alloc(1_100_000));
    expect((await once(refused, 'response'))[0][':status']).to.equal(413);
    refused.resume();
    await until('the stream is closed', () => refused.closed, SOON_MS);
    session.destroy();
  });

  for (const [what, make] of [
    ['plain HTTP', async () => tcp()],
    ['HTTP/1.1 over TLS', async () => tls('http/1.1')],
  ] as const)
    it(`are disconnected over ${what} if one does not read its answer`, async () => {
      let givenUp = false;
      plain.orders.script = secure.orders.script = (_, response) => {
        response.once('close', () => (givenUp = true));
        response.writeHead(200).end(Buffer.alloc(64 * 1_048_576, 'x'));
      };
      const socket = await make();
      socket.write(`GET /api/orders HTTP/1.1\r\nhost: localhost\r\nauthorization: ${bearer().authorization}\r\n\r\n`);
      await until('the upstream is left', () => givenUp, 15_000);
      socket.destroy();
    });

  it('lose the stream of an answer that is not read over HTTP/2', async () => {
    let givenUp = false;
    secure.orders.script = (_, response) => {
      response.once('close', () => (givenUp = true));
      response.writeHead(200).end(Buffer.alloc(64 * 1_048_576, 'x'));
    };
    const session = await http2();
    session.request({ ':path': '/api/orders', ...bearer() }).on('error', () => undefined).pause(); // prettier-ignore
    await until('the upstream is left', () => givenUp, 15_000);
    session.destroy();
  });

  for (const [what, flood] of [
    ['PING', () => frame(TYPE.ping, 0, 0, Buffer.alloc(8))],
    ['SETTINGS', () => settingsFrame()],
  ] as const)
    it(`are disconnected if one floods with ${what} frames`, async () => {
      const socket = await tls('h2');
      socket.write(Buffer.concat([PREFACE, settingsFrame(), ...Array.from({ length: 500 }, flood)]));
      await closed(socket);
    });

  const get = requestBlock('GET', '/api/products', 'localhost');
  for (const [reason, code] of [
    ['no error', 0],
    ['CANCEL', 8],
  ] as const)
    it(`are disconnected if one resets stream after stream for ${reason}`, async () => {
      const socket = await tls('h2');
      const resets = Array.from({ length: 500 }, (_, index) => 2 * index + 1).flatMap((stream) => [
        frame(TYPE.headers, FLAG.endStream | FLAG.endHeaders, stream, get),
        resetFrame(stream, code),
      ]);
      socket.write(Buffer.concat([PREFACE, settingsFrame(), ...resets]));
      await closed(socket);
    });

  it('have at most 100 streams at once over HTTP/2', async () => {
    const session = await http2();
    await until('its settings are known', () => session.remoteSettings?.maxConcurrentStreams === 100, SOON_MS);
    session.destroy();
  });
});
