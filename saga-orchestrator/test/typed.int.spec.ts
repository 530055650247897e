import { INTERNAL_HEADER, InternalTokens } from '@shop/common/auth/internal-tokens';
import { expect } from 'chai';
import { Redis } from 'ioredis';
import { input, TOKEN, withHotel } from './hotel.js';
import { SECRET } from './scripted.js';

describe('sagas of another domain, by their type and JSON', function () {
  this.timeout(60_000);
  const at = withHotel();

  it('start, are signalled, watched, found and cancelled over gRPC', async () => {
    const typed = { type: 'book-room', json: JSON.stringify(input) };
    const wait = { until: 'RESTED', waitMs: 10_000 } as const;
    const { saga: begun, created } = await at.caller.call(
      'Start',
      { sagaId: 'b1', typed, ...wait },
      { deadlineMs: 20_000 },
    );
    expect([created, begun?.correlationKind, begun?.correlationId]).to.deep.equal([true, 'trip', 'trip-1']);
    const again = async (more: object) => {
      const json = JSON.stringify({ trip: 'trip-1', guest: 'Ann Smith', nights: 2, ...more });
      const reply = await at.caller.call('Start', {
        sagaId: 'b1',
        typed: { type: 'book-room', json },
        until: 'ACCEPTED',
      });
      return [reply.created, reply.otherInput, reply.saga?.id];
    };
    expect(await again({}), 'the same again').to.deep.equal([false, false, 'b1']);
    expect(await again({ nights: 3 }), 'another under its id').to.deep.equal([false, true, 'b1']);
    const signalled = { name: 'approved', json: '{"by":"Ann Smith","budget":500}' };
    const { outcome } = await at.caller.call(
      'Signal',
      { sagaId: 'b1', typed: signalled, ...wait },
      { deadlineMs: 20_000 },
    );
    expect(outcome).to.equal('ACCEPTED');
    const seen: string[] = [];
    for await (const { stepStatus } of at.caller.stream('Watch', { sagaId: 'b1', afterRevision: 0 }, {}))
      seen.push(stepStatus as string);
    expect(seen).to.deep.equal(['done', 'signalled', 'done']);
    const { reached } = await at.caller.call('Cancel', { sagaId: 'b1', by: 'ann', reason: 'NOT_NEEDED' });
    expect(reached).to.equal(true);
    await at.become('b1-back', 'COMPLETED');
    const { items = [] } = await at.caller.call('List', { correlationId: 'trip-1' });
    expect(items.map(({ id }) => id)).to.have.members(['b1', 'b1-back']);
    expect(at.sent).to.deep.equal([
      'hold b1.hold-room {"booking":"b1","nights":2}',
      'hold b1.keep-room {"booking":"b1","nights":2}',
      'release b1-back.release-room {"booking":"b1"}',
    ]);
  });

  it('start, are signalled and cancelled by administrators over REST, and found by their correlation id', async () => {
    const start = { type: 'book-room', id: 'b2', input: { ...input, trip: 'trip-2' } };
    const { status, body } = await at.rest('POST', '', start);
    expect([status, body['correlation']]).to.deep.equal([201, { kind: 'trip', id: 'trip-2' }]);
    const again = await at.rest('POST', '', start);
    expect([again.status, again.body['code']]).to.deep.equal([409, 'SAGA_EXISTS']);
    // the same answer whatever the input, so that its hidden parts cannot be guessed
    const other = await at.rest('POST', '', { ...start, input: { ...start.input, guest: 'Eve Jones' } });
    expect(other.body['detail'])
      .to.equal(again.body['detail'])
      .and.match(/^There is a saga b2 already.*another id\.$/);
    await at.become('b2', 'WAITING');
    const cancelled = await at.rest('POST', '/b2/cancel', { reason: 'NOT_NEEDED' });
    expect(cancelled.status).to.equal(202);
    await at.become('b2', 'COMPENSATED');
    const late = await at.rest('POST', '/b2/signals', { name: 'approved', payload: { by: 'ann', budget: 1 } });
    expect([late.status, late.body['outcome']]).to.deep.equal([202, 'LATE']);
    const { body: found } = await at.rest('GET', '?correlationId=trip-2');
    expect((found['items'] as { id: string }[]).map(({ id }) => id)).to.deep.equal(['b2']);
  });

  it('authenticate to configured participants by a bearer token or an internal token', async () => {
    at.calls.length = 0;
    await at.rest('POST', '', { type: 'book-room', id: 'p1', input });
    await at.become('p1', 'WAITING');
    expect(at.calls.map((headers) => [headers.authorization, headers[INTERNAL_HEADER]])).to.deep.equal([
      [`Bearer ${TOKEN}`, undefined],
    ]);
    at.calls.length = 0;
    await at.rest('POST', '', { type: 'rent-car', id: 'p2', input: {} });
    await at.become('p2', 'COMPLETED');
    const [headers] = at.calls;
    expect(headers?.authorization).to.equal(undefined);
    const by = new InternalTokens('car-service', SECRET).verify(headers?.[INTERNAL_HEADER] as string);
    expect(by.process).to.equal('saga-orchestrator');
  });

  it('can be watched over REST from the first change to the last, or from the last one seen', async () => {
    const watch = async (id: string, lastEventId = '') => {
      const token = new InternalTokens('gateway', SECRET).issue('saga-orchestrator', { sub: 'root', role: 'viewer' });
      const headers = { [INTERNAL_HEADER]: token, 'last-event-id': lastEventId };
      return fetch(`http://127.0.0.1:${at.app.ports.http}/api/sagas/${id}/events`, { headers });
    };
    const dataOf = (said: string) =>
      [...said.matchAll(/^id: (\d+)\ndata: (.*)$/gm)].map(([, seq, data]) => {
        const { at, ...change } = JSON.parse(data!) as { seq: number; at: string; state?: string };
        expect([String(change.seq), new Date(at).toISOString()]).to.deep.equal([seq, at]);
        return change;
      });
    await at.rest('POST', '', { type: 'book-room', id: 'w1', input });
    await at.become('w1', 'WAITING');
    const answer = await watch('w1');
    expect([answer.status, answer.headers.get('content-type')]).to.deep.equal([
      200,
      'text/event-stream; charset=utf-8',
    ]);
    const whole = answer.text();
    await at.rest('POST', '/w1/signals', { name: 'approved', payload: { by: 'Ann Smith', budget: 1 } });
    const said = await whole;
    expect(said).to.not.contain('Ann');
    const changes = dataOf(said);
    // the state of the wait comes with the entry while that is the last one
    expect(changes.map(({ state: _state, ...change }) => change)).to.deep.equal([
      { seq: 1, step: 'hold-room', stepStatus: 'done' },
      { seq: 2, stepStatus: 'signalled' },
      { seq: 3, step: 'keep-room', stepStatus: 'done' },
    ]);
    expect(changes.at(-1)).to.include({ state: 'COMPLETED' });
    const again = async (seen: string) => dataOf(await (await watch('w1', seen)).text()).map(({ seq }) => seq);
    expect(await Promise.all(['2', '3', '99', 'x', '-1'].map(again))).to.deep.equal([
      [3],
      [],
      [3],
      [1, 2, 3],
      [1, 2, 3],
    ]);
    const nobody = await watch('nobody');
    expect([nobody.status, ((await nobody.json()) as { code: string }).code]).to.deep.equal([404, 'SAGA_NOT_FOUND']);
  });

  it('refuse a cancel after a pivot that nothing undoes', async () => {
    await at.rest('POST', '', { type: 'loose', id: 'l2', input: {} });
    await at.rest('POST', '/l2/signals', { name: 'note', payload: { text: 'a' } });
    await at.rest('POST', '/l2/signals', { name: 'note', payload: { text: 'b' } });
    await at.become('l2', 'COMPLETED');
    const late = await at.rest('POST', '/l2/cancel', { reason: 'NOT_NEEDED' });
    expect([late.status, late.body['code']]).to.deep.equal([409, 'SAGA_FINISHED']);
    expect(late.body['detail']).to.match(/COMPLETED and past its point of no return/);
  });

  it('show the parts of input, replies, payloads and texts that the definition names, and hide the rest everywhere', async () => {
    await at.rest('POST', '', { type: 'book-room', id: 'b5', input });
    await at.become('b5', 'WAITING');
    await at.rest('POST', '/b5/signals', { name: 'approved', payload: { by: 'Ann Smith', budget: 700 } });
    await at.become('b5', 'COMPLETED');
    at.refuse('BANNED');
    await at.rest('POST', '', { type: 'book-room', id: 'b6', input });
    await at.become('b6', 'COMPENSATED');
    const pages = await Promise.all(
      ['b5', 'b6'].flatMap((id) =>
        ['', '/journal', '/export', '/preview'].map((part) => at.rest('GET', `/${id}${part}`)),
      ),
    );
    const connection = new Redis(at.redis.url);
    const jobs = [];
    for (const key of await connection.keys('{shop}:sagas:saga-b[56]*'))
      jobs.push(
        (await connection.type(key)) === 'hash' ? await connection.hgetall(key) : await connection.lrange(key, 0, -1),
      );
    connection.disconnect();
    expect(jobs).to.have.length.greaterThan(2);
    const { items } = (await at.rest('GET', '?correlationId=trip-1')).body;
    const all = JSON.stringify([pages.map(({ body }) => body), jobs, items]);
    expect(all).to.not.match(/Smith|likes tea|is banned/);
    const { body: bundle } = await at.rest('GET', '/b5/export');
    expect(bundle['input']).to.deep.equal({ guest: '[redacted]', nights: 2, trip: 'trip-1' });
    expect(bundle['journal'][0]['reply']).to.deep.equal({ room: '7', guestNote: '[redacted]' });
    expect(bundle['journal'][1]['payload']).to.deep.equal({ by: '[redacted]', budget: 700 });
    const { body: refused } = await at.rest('GET', '/b6');
    expect(refused['failure']).to.deep.equal({ step: 'hold-room', reason: 'BANNED' });
    expect(refused['steps'][0]['error']).to.equal('BANNED');
  });
});
