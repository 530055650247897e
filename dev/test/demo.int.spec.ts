import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { demonstrate } from '../dist/demo.js';

const admin = { email: 'admin@example.com', password: 'admin-password' };

interface Call {
  method: string;
  path: string;
  user: string | undefined;
  prefer: string | undefined;
  body: Record<string, unknown>;
}

/** A gateway with the calls of the demonstration; an order's outcome depends on the card and the quantity. */
class PretendGateway {
  readonly calls: Call[] = [];
  readonly declines: boolean;
  #server: Server;
  #cards: string[] = [];
  #orders: { status: string; cancelReason?: string }[] = [];

  constructor(declines: boolean, tls?: { cert: Buffer; key: Buffer }) {
    this.declines = declines;
    const listener: RequestListener = (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = JSON.parse(Buffer.concat(chunks).toString() || '{}') as Record<string, unknown>;
        const { method = '', url: path = '', headers } = request;
        const user = headers.authorization?.replace('Bearer ', '');
        this.calls.push({ method, path, user, prefer: headers['prefer'] as string | undefined, body });
        const answer = this.#answer(`${method} ${path}`, body);
        response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
        response.end(JSON.stringify(answer ?? { code: 'ROUTE_NOT_FOUND', detail: 'no such route' }));
      });
    };
    this.#server = tls ? createSecureServer(tls, listener) : createServer(listener);
  }

  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #answer(call: string, body: Record<string, unknown>): unknown {
    if (call === 'POST /api/users/register') return {};
    if (call === 'POST /api/users/login') return { accessToken: body['email'] };
    if (call === 'POST /api/payment-methods') {
      return { id: String(this.#cards.push((body['cardDetails'] as { number: string }).number) - 1) };
    }
    if (call === 'POST /api/orders') return { id: String(this.#orders.push(this.#placed(body)) - 1) };
    const [, kind, id] = /^GET \/api\/(orders|sagas)\/(\d+)$/.exec(call) ?? [];
    const order = this.#orders[Number(id)];
    if (kind === 'orders') return { id, ...order, history: [{ status: 'PENDING', at: '2026-01-01T00:00:00.000Z' }] };
    if (kind === 'sagas') {
      const confirmed = order?.status === 'CONFIRMED';
      const [first, second, last] = confirmed ? ['done', 'done', 'done'] : ['undone', 'refused', 'pending'];
      const steps = [
        { name: 'create-order', status: first },
        { name: 'reserve-stock', status: second },
        { name: 'confirm-order', status: last },
      ];
      return { state: confirmed ? 'COMPLETED' : 'COMPENSATED', steps };
    }
    return undefined;
  }

  #placed(body: Record<string, unknown>) {
    const [line] = body['items'] as { quantity: number }[];
    if ((line?.quantity ?? 0) > 10) return { status: 'CANCELLED', cancelReason: 'OUT_OF_STOCK' };
    const declined = this.declines && this.#cards[Number(body['paymentMethodId'])] === '4000000000000002';
    return declined ? { status: 'CANCELLED', cancelReason: 'PAYMENT_DECLINED' } : { status: 'CONFIRMED' };
  }
}

describe('the demonstration', () => {
  let gateway: PretendGateway;
  const lines: string[] = [];
  const show = async (declines: boolean) => {
    gateway = new PretendGateway(declines);
    lines.length = 0;
    const url = await gateway.listen();
    await demonstrate(url, admin, (line) => lines.push(line), new AbortController().signal);
  };

  afterEach(() => gateway.close());

  it('shows one order confirmed, one declined and one out of stock, step by step', async () => {
    await show(true);
    const text = lines.join('\n');
    expect(text).to.match(/1\. .* product-1 → CONFIRMED/);
    expect(text).to.match(/2\. .* product-1 → CANCELLED PAYMENT_DECLINED/);
    expect(text).to.match(/3\. .* 1000 × product-scarce → CANCELLED OUT_OF_STOCK/);
    expect(text)
      .to.contain('saga COMPLETED: create-order, reserve-stock')
      .and.contain('saga COMPENSATED: create-order undone');
  });

  it('acts as a temporary user, reads sagas as the administrator, and prints no secret', async () => {
    await show(true);
    const registered = gateway.calls.find(({ path }) => path === '/api/users/register')?.body ?? {};
    const orders = gateway.calls.filter(({ method, path }) => method === 'POST' && path === '/api/orders');
    expect(orders.map(({ user, prefer }) => [user, prefer])).to.deep.equal(
      Array(3).fill([registered['email'], 'wait=10']),
    );
    expect(gateway.calls.find(({ path }) => path.startsWith('/api/sagas/'))?.user).to.equal(admin.email);
    expect(lines.join('\n')).not.to.contain(registered['password']).and.not.contain('4242');
  });

  it('fails and names the order when one has an unexpected outcome', async () => {
    const error = await show(false).catch((reason: Error) => reason);
    expect(error).to.have.property('message', 'order 2 ended as CONFIRMED, not CANCELLED PAYMENT_DECLINED');
  });

  it('works with a certificate that was signed by itself, for other names than this machine', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'shop-demo-'));
    const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    const subject = ['-subj', '/CN=shop.example', '-days', '1', '-keyout', key, '-out', cert];
    try {
      execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...subject], { stdio: 'pipe' });
      gateway = new PretendGateway(true, { cert: readFileSync(cert), key: readFileSync(key) });
    } finally {
      rmSync(folder, { recursive: true });
    }
    const url = (await gateway.listen()).replace('http:', 'https:');
    await demonstrate(url, admin, (line) => lines.push(line), new AbortController().signal);
    expect(lines.join('\n')).to.match(/1\. .* product-1 → CONFIRMED/);
  });

  it('prints the gateway’s answer when a call fails', async () => {
    gateway = new PretendGateway(true);
    const url = `${await gateway.listen()}/elsewhere`;
    const error = await demonstrate(url, admin, () => {}, new AbortController().signal).catch(
      (reason: Error) => reason,
    );
    expect(error)
      .to.have.property('message')
      .that.matches(/answered 404 ROUTE_NOT_FOUND no such route$/);
  });
});
