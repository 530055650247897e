import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { directGet } from '../../dist/http/direct-get.js';

const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port;

describe('a GET between processes', () => {
  const server = createHttpServer((request, response) => {
    if (request.url === '/silent') return;
    if (request.url === '/cut')
      return void response.writeHead(200, { 'content-length': '9' }).write('half', () => request.destroy());
    response.writeHead(request.url === '/moved' ? 302 : 200, {
      location: '/',
      'x-seen': request.headers['x-token'] ?? '',
    });
    response.end('{"a":"ä"}');
  });
  before(async () => void (await once(server.listen(0, '127.0.0.1'), 'listening')));
  after(() => (server.closeAllConnections(), server.close()));
  const get = (path: string, ms = 5_000) =>
    directGet(new URL(path, `http://127.0.0.1:${portOf(server)}`), {
      headers: { 'x-token': 'secret' },
      signal: AbortSignal.timeout(ms),
    });

  it('gives status, headers and body, and follows no redirect', async () => {
    for (const [path, status] of [
      ['/', 200],
      ['/moved', 302],
    ] as const) {
      const answer = await get(path);
      expect([answer.status, answer.headers['x-seen'], answer.body]).to.deep.equal([status, 'secret', '{"a":"ä"}']);
    }
  });

  it('retries when a reused connection is closed during the request, and not when a new one is', async () => {
    const asked = new Map<object, number>();
    const closing = createHttpServer((request, response) => {
      const before = asked.get(request.socket) ?? 0;
      asked.set(request.socket, before + 1);
      if (before > 0 || request.url === '/never') return void request.socket.destroy();
      response.end('yes');
    });
    await once(closing.listen(0, '127.0.0.1'), 'listening');
    const of = (path: string) =>
      directGet(new URL(path, `http://127.0.0.1:${portOf(closing)}`), {
        headers: {},
        signal: AbortSignal.timeout(5_000),
      });
    try {
      expect([(await of('/')).body, (await of('/')).body]).to.deep.equal(['yes', 'yes']);
      expect([...asked.values()], 'the second connection is a new one').to.deep.equal([2, 1]);
      const failed = await of('/never').then(
        () => 'answered',
        (error: { code?: string }) => error.code,
      );
      expect(failed).to.equal('ECONNRESET');
    } finally {
      closing.closeAllConnections();
      closing.close();
    }
  });

  it('rejects when the whole answer does not arrive in time', async () => {
    for (const path of ['/silent', '/cut']) {
      const failed = await get(path, 300).then(
        () => 'answered',
        () => 'rejected',
      );
      expect(failed, path).to.equal('rejected');
    }
  });

  it('bypasses a proxy that the environment names, even where Node itself uses it (24 and newer)', async () => {
    let asked = 0;
    const proxy = createServer((socket) => ((asked += 1), socket.destroy())).listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const address = `http://127.0.0.1:${portOf(proxy)}`;
    const module = new URL('../../dist/http/direct-get.js', import.meta.url).href;
    const script = `import(${JSON.stringify(module)}).then(async ({ directGet }) => {
      const answer = await directGet(new URL('http://127.0.0.1:${portOf(server)}/'), { headers: {}, signal: AbortSignal.timeout(20000) });
      console.log(answer.status);
      process.exit(0);
    });`;
    const child = spawn(process.execPath, ['-e', script], {
      env: {
        ...process.env,
        NODE_USE_ENV_PROXY: '1',
        HTTP_PROXY: address,
        http_proxy: address,
        NO_PROXY: '',
        no_proxy: '',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [printed] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    proxy.close();
    expect(printed.trim()).to.equal('200');
    expect(asked).to.equal(0);
  });
});
