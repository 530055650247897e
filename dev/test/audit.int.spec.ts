import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const program = join(fileURLToPath(new URL('..', import.meta.url)), 'audit.mjs');
const ok = { name: 'stock adds up', ok: true, detail: '4 looked at' };
const broken = { name: 'captured once', ok: false, detail: '1 of 9: order a is CONFIRMED, its payment is missing' };

describe('npm run audit', () => {
  let gateway: Server;
  let url: string;
  let checks: object[];
  beforeEach(async () => {
    checks = [ok];
    gateway = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      response.setHeader('content-type', 'application/json');
      if (request.url === '/api/users/login') {
        const right = (JSON.parse(body) as { password: string }).password === 'admin-password';
        response.statusCode = right ? 200 : 401;
        return response.end(JSON.stringify(right ? { accessToken: 'token' } : { code: 'BAD_CREDENTIALS' }));
      }
      response.statusCode = request.headers.authorization === 'Bearer token' ? 200 : 401;
      return response.end(JSON.stringify({ ok: true, checks }));
    }).listen(0, '127.0.0.1');
    await once(gateway, 'listening');
    url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
  });
  afterEach(() => gateway.close());

  const run = (args: string[], env: Record<string, string> = {}) =>
    new Promise<{ code: unknown; out: string; err: string }>((resolve) => {
      execFile(
        process.execPath,
        [program, ...args],
        { env: { PATH: process.env['PATH'], ...env } },
        (error, out, err) => resolve({ code: error?.code ?? 0, out, err }),
      );
    });

  it('prints each check and exits with 0 when all hold', async () => {
    const { code, out } = await run(['--url', url]);
    expect(code).to.equal(0);
    expect(out).to.equal('ok     stock adds up: 4 looked at\n');
  });

  it('exits with 1 on a violation, and names its documents', async () => {
    checks = [ok, broken];
    const { code, out } = await run(['--url', url]);
    expect(code).to.equal(1);
    expect(out).to.include('BROKEN captured once: 1 of 9: order a is CONFIRMED');
  });

  it('prints what to do when the log-in is refused, and when nothing answers', async () => {
    const refused = await run(['--url', url], { ADMIN_PASSWORD: 'wrong-password' });
    expect(refused.code).to.equal(2);
    expect(refused.err).to.match(/401 BAD_CREDENTIALS: set ADMIN_EMAIL and ADMIN_PASSWORD/);
    gateway.close();
    await once(gateway, 'close');
    const nobody = await run(['--url', url]);
    expect(nobody.code).to.equal(2);
    expect(nobody.err).to.match(/start the stack or name it with --url/);
  });
});
