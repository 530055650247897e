import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createMetrics } from '@shop/common/metrics';
import { expect } from 'chai';
import { participant } from '../../dist/core/participant.js';
import type { Participants } from '../../dist/core/ports.js';
import { httpParticipants } from '../../dist/http/participants.js';

interface Hotels {
  hold(request: { room: string }): { holdId: string };
}
const hotel = participant<Hotels>('hotel');

describe('participants over HTTP', () => {
  let server: Server;
  let participants: Participants;
  let answer: (request: IncomingMessage, response: ServerResponse, body: string) => void;
  let seen: { path: string | undefined; key: unknown; saga: unknown; token: unknown; body: string }[];

  beforeEach(async () => {
    seen = [];
    server = createServer((request, response) => {
      void text(request).then((body) => {
        const { headers, url } = request;
        seen.push({
          path: url,
          key: headers['idempotency-key'],
          saga: headers['x-saga-id'],
          token: headers['authorization'],
          body,
        });
        answer(request, response, body);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    participants = httpParticipants(
      { hotel: { urls: [`http://127.0.0.1:${port}/commands/`], headers: () => ({ authorization: 'Bearer t' }) } },
      createMetrics('test'),
    );
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const send = (deadlineMs = 5_000) =>
    participants.dispatch(hotel.hold({ room: 'r1' }), {
      key: 's1.hold',
      deadlineMs,
      sagaId: 's1',
      correlationId: 's1',
    });
  const says = (status: number, body: unknown, headers: Record<string, string> = {}) => {
    answer = (_request, response) =>
      response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  };

  it('are sent the request with its key, and reply', async () => {
    says(201, { holdId: 'h1' });
    expect(await send()).to.deep.equal({ type: 'done', reply: { holdId: 'h1' } });
    expect(seen).to.deep.equal([
      { path: '/commands/hold', key: 's1.hold', saga: 's1', token: 'Bearer t', body: '{"room":"r1"}' },
    ]);
    says(204, '');
    expect(await send()).to.deep.equal({ type: 'done', reply: {} });
  });

  it('refuse by a 4xx with a code, and by nothing else', async () => {
    says(409, { code: 'NO_ROOM', detail: 'every room is taken' });
    expect(await send()).to.deep.equal({ type: 'refused', reason: 'NO_ROOM', detail: 'every room is taken' });
    for (const [status, body] of [
      [404, '<h1>no such page</h1>'],
      [403, { message: 'by a proxy' }],
      [401, { code: 'UNAUTHENTICATED' }],
      [408, { code: 'SLOW' }],
      [429, { code: 'LIMIT' }],
      [409, { code: 'IDEMPOTENCY_IN_PROGRESS' }],
      [302, ''],
    ] as const) {
      says(status, body, status === 302 ? { location: '/elsewhere' } : {});
      expect((await send()).type, `${status}`).to.equal('in-doubt');
    }
  });

  it('are in doubt when they fail, break off, are late, or answer invalid or too large JSON', async () => {
    says(500, { code: 'BROKEN' });
    expect(await send()).to.deep.equal({ type: 'in-doubt', error: 'hotel answered 500 BROKEN' });
    answer = (_request, response) => response.destroy();
    expect((await send()).type).to.equal('in-doubt');
    answer = () => undefined;
    expect((await send(50)).type).to.equal('in-doubt');
    says(200, 'fine');
    expect(await send()).to.deep.equal({ type: 'in-doubt', error: 'hotel answered 200 with a body that is not JSON' });
    says(200, { much: 'x'.repeat(2_000_000) });
    expect(await send()).to.deep.equal({ type: 'in-doubt', error: 'hotel answered 200 with more than 1048576 bytes' });
  });

  it('are not called during their Retry-After, and after a series of failures', async () => {
    const before = Date.now();
    says(503, '', { 'retry-after': '7' });
    const asked = await send();
    expect(asked.type === 'in-doubt' && asked.parkedUntil! - before).to.be.within(7_000, 8_000);
    says(429, '', { 'retry-after': new Date(before + 60_000).toUTCString() });
    const dated = await send();
    expect(dated.type === 'in-doubt' && dated.parkedUntil! - before, 'a date').to.be.within(55_000, 65_000);
    for (const nonsense of ['soon', '-5', '0', '1e9', new Date(before - 60_000).toUTCString()]) {
      says(503, '', { 'retry-after': nonsense });
      expect(await send(), nonsense).to.deep.equal({ type: 'in-doubt', error: 'hotel answered 503' });
    }
    says(500, '');
    for (let n = 0; n < 12; n++) await send();
    const sent = seen.length;
    const left = await send();
    expect(left).to.include({ type: 'in-doubt', error: 'hotel has been failing and is left alone' });
    expect(left.type === 'in-doubt' && left.parkedUntil).to.be.above(before);
    expect(seen).to.have.length(sent);
  });

  it('that are unknown are an error', async () => {
    const call = { key: 'k', deadlineMs: 1, sagaId: 's', correlationId: 's' };
    const error = await participants
      .dispatch({ participant: 'car', method: 'hold', request: {} }, call)
      .then(undefined, (thrown: Error) => thrown.message);
    expect(error).to.equal('there is no participant car');
  });
});
