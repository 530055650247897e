import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { INTERNAL_HEADER, InternalTokens } from '@shop/common/auth/internal-tokens';
import type { Problem } from '@shop/common/errors';
import { silentLogger } from '@shop/common/logging/logger';
import type { Service } from '@shop/common/service/start-service';
import { participant } from 'saga-engine/core/participant';
import { registry } from 'saga-engine/core/registry';
import { followUp, saga, signal } from 'saga-engine/core/saga';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { startStore, type TestStore } from '@shop/testkit/store';
import { until } from '@shop/testkit/until';
import { Redis } from 'ioredis';
import { expect } from 'chai';
import Joi from 'joi';
import { startApp } from '../src/app.js';
import { sagas as shop } from '../src/sagas/definitions.js';
import { configFor, sagasCaller, SECRET, startScripted, type SagasCaller, type Scripted } from './scripted.js';
import { STEPS } from './steps.js';

interface Hotel {
  hold(request: { booking: string; nights: number }): { room: string; guestNote: string };
  release(request: { booking: string }): object;
}
interface Booking {
  guest: string;
  nights: number;
  trip: string;
}
const hotel = participant<Hotel>('hotel');
const approved = signal(
  Joi.object<{ by: string; budget: number; paymentMethodId: string }, true>({
    by: Joi.string().required(),
    budget: Joi.number(),
    paymentMethodId: Joi.string(),
  }),
)('approved');
const giveBack = saga<{ booking: string }>('give-back', { version: 1 })
  .retriable('release-room', { command: (s) => hotel.release({ booking: s.input.booking }) })
  .end();
const book = saga('book-room', {
  version: 1,
  input: Joi.object<Booking, true>({
    guest: Joi.string().max(50).required(),
    nights: Joi.number().integer().min(1).required(),
    trip: Joi.string().required(),
  }),
  correlation: { kind: 'trip', of: ({ trip }) => trip },
  shown: { input: ['nights', 'trip'], replies: { 'hold-room': ['room'], approved: ['budget'] } },
  forOperators: true,
})
  .step('hold-room', {
    command: (s) => hotel.hold({ booking: s.id, nights: s.input.nights }),
    compensate: (s) => hotel.release({ booking: s.id }),
  })
  .waitFor(approved, { within: 60_000 })
  .pivot('keep-room', { command: (s) => hotel.hold({ booking: s.id, nights: s.input.nights }) })
  .end({ onLateCancel: (s) => followUp(giveBack, `${s.id}-back`, { booking: s.id }) });

const TOKEN = 'a-token-of-the-hotel';
const car = participant<{ note(request: object): object }>('car-service');
const rent = saga('rent-car', { version: 1, input: Joi.object(), forOperators: true })
  .pivot('note', { command: () => car.note({}) })
  .end();

/** A saga whose schema accepts more than a journal can store. */
const loose = saga('loose', {
  version: 1,
  input: Joi.object<{ about?: string }>().unknown(),
  correlation: { kind: 'thing', of: ({ about }) => (about === undefined ? 'nothing' : about.trim()) },
  forOperators: true,
})
  .waitFor(signal(Joi.object<{ text: string }, true>({ text: Joi.string().required() }))('note'), {
    within: 60_000,
    collect: 2,
  })
  .pivot('keep-room', { command: (s) => hotel.hold({ booking: s.id, nights: 1 }) })
  .end();

describe('sagas of another domain, by their type and JSON', function () {
  this.timeout(60_000);
  let redis: TestRedis;
  let store: TestStore;
  let peers: Scripted;
  let app: Service;
  let caller: SagasCaller;
  let server: Server;
  /** The commands that the hotel received, with their keys. */
  const sent: string[] = [];
  /** The headers of the calls. */
  const shown: IncomingHttpHeaders[] = [];
  let refuses: string | undefined;

  before(async () => {
    [redis, store, peers] = await Promise.all([startRedis(), startStore(), startScripted()]);
    // a participant that knows no orders, only the key and the command
    server = createServer((request, response) => {
      void text(request).then((body) => {
        shown.push(request.headers);
        sent.push(`${request.url!.split('/').at(-1)} ${request.headers['idempotency-key'] as string} ${body}`);
        response.setHeader('content-type', 'application/json');
        if (refuses)
          return response.writeHead(409).end(JSON.stringify({ code: refuses, detail: 'Ann Smith is banned' }));
        return response.end(JSON.stringify({ room: '7', guestNote: 'Ann Smith likes tea' }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/commands`;
    const config = configFor(
      peers,
      { redisUrl: redis.url, mongoUri: store.uri('sagas') },
      {
        PARTICIPANT_URLS: { hotel: [url], 'car-service': [url] },
        PARTICIPANT_TOKENS: { hotel: TOKEN, 'car-service': 'internal' },
      },
    );
    app = await startApp(config, silentLogger(), registry([...shop.all, book, giveBack, loose, rent]));
    caller = sagasCaller(app.ports.grpc);
  });
  after(async () => {
    caller?.close();
    await app?.close();
    await peers?.close();
    server?.close();
    await Promise.all([redis?.stop(), store?.stop()]);
  });
  afterEach(() => (refuses = undefined));

  const rest = async (method: string, path: string, body?: object, role: 'admin' | 'viewer' | 'user' = 'admin') => {
    const token = new InternalTokens('gateway', SECRET).issue('saga-orchestrator', {
      sub: 'root',
      role: role as 'admin',
    });
    const headers = { [INTERNAL_HEADER]: token, 'content-type': 'application/json' };
    const options = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) };
    const answer = await fetch(`http://127.0.0.1:${app.ports.http}/api/sagas${path}`, options);
    // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each test says what it expects to be there
    return { status: answer.status, body: (await answer.json()) as Record<string, any> };
  };
  const stateOf = async (id: string) => (await rest('GET', `/${id}`)).body['state'] as string;
  const become = (id: string, state: string) => until(`${id} is ${state}`, async () => (await stateOf(id)) === state);
  const input = { guest: 'Ann Smith', nights: 2, trip: 'trip-1' };

  it('start, are signalled, watched, found and cancelled over gRPC', async () => {
    const typed = { type: 'book-room', json: JSON.stringify(input) };
    const wait = { until: 'RESTED', waitMs: 10_000 } as const;
    const { saga: begun, created } = await caller.call(
      'Start',
      { sagaId: 'b1', typed, ...wait },
      { deadlineMs: 20_000 },
    );
    expect([created, begun?.correlationKind, begun?.correlationId]).to.deep.equal([true, 'trip', 'trip-1']);
    const again = async (more: object) => {
      const json = JSON.stringify({ trip: 'trip-1', guest: 'Ann Smith', nights: 2, ...more });
      const reply = await caller.call('Start', { sagaId: 'b1', typed: { type: 'book-room', json }, until: 'ACCEPTED' });
      return [reply.created, reply.otherInput, reply.saga?.id];
    };
    expect(await again({}), 'the same again').to.deep.equal([false, false, 'b1']);
    expect(await again({ nights: 3 }), 'another under its id').to.deep.equal([false, true, 'b1']);
    const signalled = { name: 'approved', json: '{"by":"Ann Smith","budget":500}' };
    const { outcome } = await caller.call(
      'Signal',
      { sagaId: 'b1', typed: signalled, ...wait },
      { deadlineMs: 20_000 },
    );
    expect(outcome).to.equal('ACCEPTED');
    const seen: string[] = [];
    for await (const { stepStatus } of caller.stream('Watch', { sagaId: 'b1', afterRevision: 0 }, {}))
      seen.push(stepStatus as string);
    expect(seen).to.deep.equal(['done', 'signalled', 'done']);
    const { reached } = await caller.call('Cancel', { sagaId: 'b1', by: 'ann', reason: 'NOT_NEEDED' });
    expect(reached).to.equal(true);
    await become('b1-back', 'COMPLETED');
    const { items = [] } = await caller.call('List', { correlationId: 'trip-1' });
    expect(items.map(({ id }) => id)).to.have.members(['b1', 'b1-back']);
    expect(sent).to.deep.equal([
      'hold b1.hold-room {"booking":"b1","nights":2}',
      'hold b1.keep-room {"booking":"b1","nights":2}',
      'release b1-back.release-room {"booking":"b1"}',
    ]);
  });

  it('start, are signalled and cancelled by administrators over REST, and found by their correlation id', async () => {
    const start = { type: 'book-room', id: 'b2', input: { ...input, trip: 'trip-2' } };
    const { status, body } = await rest('POST', '', start);
    expect([status, body['correlation']]).to.deep.equal([201, { kind: 'trip', id: 'trip-2' }]);
    const again = await rest('POST', '', start);
    expect([again.status, again.body['code']]).to.deep.equal([409, 'SAGA_EXISTS']);
    // the same answer whatever the input, so that its hidden parts cannot be guessed
    const other = await rest('POST', '', { ...start, input: { ...start.input, guest: 'Eve Jones' } });
    expect(other.body['detail'])
      .to.equal(again.body['detail'])
      .and.match(/^There is a saga b2 already.*another id\.$/);
    await become('b2', 'WAITING');
    const cancelled = await rest('POST', '/b2/cancel', { reason: 'NOT_NEEDED' });
    expect(cancelled.status).to.equal(202);
    await become('b2', 'COMPENSATED');
    const late = await rest('POST', '/b2/signals', { name: 'approved', payload: { by: 'ann', budget: 1 } });
    expect([late.status, late.body['outcome']]).to.deep.equal([202, 'LATE']);
    const { body: found } = await rest('GET', '?correlationId=trip-2');
    expect((found['items'] as { id: string }[]).map(({ id }) => id)).to.deep.equal(['b2']);
  });

  it('authenticate to configured participants by a bearer token or an internal token', async () => {
    shown.length = 0;
    await rest('POST', '', { type: 'book-room', id: 'p1', input });
    await become('p1', 'WAITING');
    expect(shown.map((headers) => [headers.authorization, headers[INTERNAL_HEADER]])).to.deep.equal([
      [`Bearer ${TOKEN}`, undefined],
    ]);
    shown.length = 0;
    await rest('POST', '', { type: 'rent-car', id: 'p2', input: {} });
    await become('p2', 'COMPLETED');
    const [headers] = shown;
    expect(headers?.authorization).to.equal(undefined);
    const by = new InternalTokens('car-service', SECRET).verify(headers?.[INTERNAL_HEADER] as string);
    expect(by.process).to.equal('saga-orchestrator');
  });

  it('can be watched over REST from the first change to the last, or from the last one seen', async () => {
    const watch = async (id: string, lastEventId = '') => {
      const token = new InternalTokens('gateway', SECRET).issue('saga-orchestrator', { sub: 'root', role: 'viewer' });
      const headers = { [INTERNAL_HEADER]: token, 'last-event-id': lastEventId };
      return fetch(`http://127.0.0.1:${app.ports.http}/api/sagas/${id}/events`, { headers });
    };
    const dataOf = (said: string) =>
      [...said.matchAll(/^id: (\d+)\ndata: (.*)$/gm)].map(([, seq, data]) => {
        const { at, ...change } = JSON.parse(data!) as { seq: number; at: string; state?: string };
        expect([String(change.seq), new Date(at).toISOString()]).to.deep.equal([seq, at]);
        return change;
      });
    await rest('POST', '', { type: 'book-room', id: 'w1', input });
    await become('w1', 'WAITING');
    const answer = await watch('w1');
    expect([answer.status, answer.headers.get('content-type')]).to.deep.equal([
      200,
      'text/event-stream; charset=utf-8',
    ]);
    const whole = answer.text();
    await rest('POST', '/w1/signals', { name: 'approved', payload: { by: 'Ann Smith', budget: 1 } });
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

  for (const [what, path, body, wrong] of [
    [
      'an input of another shape',
      '',
      { type: 'book-room', input: { guest: 'ann', nights: '2', extra: 1 } },
      /input\.nights.*number/,
    ],
    ['a type that there is not', '', { type: 'book-rooms', input }, /type.*no saga book-rooms: there are/],
    ['an input that is none', '', { type: 'book-room', input: [] }, /input/],
    ['a payload of another shape', '/b3/signals', { name: 'approved', payload: { by: 1 } }, /payload\.by/],
    [
      'a signal that it does not know',
      '/b3/signals',
      { name: 'rain', payload: {} },
      /name.*knows no signal rain: it waits for approved/,
    ],
    ['a reason that is no code', '/b3/cancel', { reason: 'Ann does not like it' }, /reason.*code/],
  ] as const)
    it(`answer ${what} with 422`, async () => {
      await rest('POST', '', { type: 'book-room', id: 'b3', input });
      const { status, body: problem } = await rest('POST', path, body);
      expect([status, problem['code']]).to.deep.equal([422, 'VALIDATION_FAILED']);
      expect(JSON.stringify(problem['errors'])).to.match(wrong);
    });

  const deep = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
  const big = 'x'.repeat(600_000);
  const typed = (json: string) => ({ type: 'book-room', json });
  it('answer whatever a hostile program sends over gRPC with a code that says what to do', async () => {
    const wait = { until: 'ACCEPTED', waitMs: 0 } as const;
    const codeOf = (work: Promise<unknown>) =>
      work.then(
        () => 'taken',
        (error: Problem) => `${error.status} ${error.code} ${JSON.stringify(error.extra['errors'] ?? error.message)}`,
      );
    const start = (sagaId: string, json: string) =>
      codeOf(caller.call('Start', { sagaId, typed: typed(json), ...wait }));
    const send = (sagaId: string, name: string, json: string) =>
      codeOf(caller.call('Signal', { sagaId, typed: { name, json }, ...wait }));
    expect(await start('a/b', JSON.stringify(input))).to.match(/^422 VALIDATION_FAILED .*sagaId/);
    expect(await start('..', JSON.stringify(input))).to.match(/^422 VALIDATION_FAILED .*id must not be \. or \.\./);
    expect(await start('summary', JSON.stringify(input))).to.match(/^422 .*sagaId must be none of .*summary/);
    expect(await start('h0', deep(10_000))).to.match(/^422 .*at most 5000 values and 20 levels/);
    expect(await start('h0', '{"__proto__":{"nights":1},"guest":"a","nights":1,"trip":"t"}')).to.match(
      /^422 .*__proto__/,
    );
    expect(await start('h0', '[')).to.match(/^422 .*must be JSON/);
    expect(await send('nobody', 'approved', '{"by":"a"}')).to.match(/^404 SAGA_NOT_FOUND .*no saga nobody/);
    expect(await start('o5', JSON.stringify(input))).to.equal('taken');
    const { acceptedSignalId } = await caller.call('Signal', {
      sagaId: 'o5',
      typed: { name: 'approved', json: '{"by":"ann","paymentMethodId":"hidden"}' },
      ...wait,
    });
    expect(acceptedSignalId, 'nothing of a payload').to.equal('');
    expect(await send('o5', '__proto__', '{}')).to.match(/^422 .*name/);
    expect(await send('o5', 'constructor', '{}')).to.match(/^422 .*knows no signal constructor/);
    expect(await send('o5', 'approved', JSON.stringify({ by: big }))).to.match(
      /^422 .*payload.*at most 524288 are kept/,
    );
    expect(await codeOf(caller.call('Cancel', { sagaId: 'nobody', by: 'ann', reason: 'NOT_NEEDED' }))).to.match(/^404/);
    for await (const change of caller.stream('Watch', { sagaId: 'o5' })) if (change.state === 'COMPLETED') break;
    const ofOrder = { orderId: 'o5', by: 'ann', reason: 'CUSTOMER_CANCELLED' };
    expect(await codeOf(caller.call('Cancel', ofOrder)), 'a trip is no order').to.match(/^404 SAGA_NOT_FOUND/);
    expect((await rest('GET', '/o5')).body['state']).to.equal('COMPLETED');
  });

  it('answer whatever a hostile administrator sends with a problem that says what to do, never 500', async () => {
    await rest('POST', '', { type: 'book-room', id: 'h1', input });
    const answered = async (path: string, body: object) => {
      const { status, body: problem } = await rest('POST', path, body);
      return `${status} ${problem['code']} ${JSON.stringify(problem['errors'] ?? problem['detail'])}`;
    };
    const start = (id: string, more: object = {}) => answered('', { type: 'book-room', id, input, ...more });
    expect(await start('a/b')).to.match(/^422 VALIDATION_FAILED .*id must be an id/);
    expect(await start('..')).to.match(/^422 /);
    expect(await start('pauses')).to.match(/^422 .*id must be none of .*pauses.*, which are other addresses/);
    expect(await start('h2', { input: { ...input, guest: big } })).to.match(/^422 .*less than or equal to 50/);
    expect(await start('h2', { type: 'loose', input: { all: big } })).to.match(
      /^422 VALIDATION_FAILED .*"path":"input","message":"The input of saga h2 cannot be stored: it has \d+ bytes/,
    );
    expect(await start('h2', { input: { ...input, trip: 'a b' } })).to.match(/^422 .*input/);
    expect(await start('h2', { type: 'loose', input: { about: 7 } })).to.match(/^422 .*input/);
    expect(await start('h2', { type: '__proto__' })).to.match(/^422 .*type/);
    expect(await start('h2', { type: 'constructor' })).to.match(/^422 .*no saga constructor: there are/);
    expect(await start('h1', { type: 'loose', input: {} })).to.match(/^422 .*Saga h1 is one of type book-room; choose/);
    expect(await answered('/nobody/signals', { name: 'approved', payload: { by: 'a' } })).to.match(
      /^404 SAGA_NOT_FOUND/,
    );
    expect(await answered('/nobody/cancel', { reason: 'R' })).to.match(/^404 SAGA_NOT_FOUND/);
    const signal = (by: string, id?: string) =>
      rest('POST', '/h1/signals', { name: 'approved', payload: { by }, ...(id ? { id } : {}) });
    expect((await signal('ann', 's1')).body['outcome']).to.equal('ACCEPTED');
    expect((await signal('eve', 's1')).body['outcome'], 'the same one again').to.equal('ACCEPTED');
    expect((await signal('eve')).body['outcome'], 'another one').to.equal('DUPLICATE');
    await become('h1', 'COMPLETED');
  });

  it('accept no more signals than a journal can store', async () => {
    expect((await rest('POST', '', { type: 'loose', id: 'l1', input: {} })).status).to.equal(201);
    const note = (text: string) => rest('POST', '/l1/signals', { name: 'note', payload: { text } });
    expect((await note('a'.repeat(300_000))).body['outcome']).to.equal('ACCEPTED');
    const { status, body: problem } = await note('b'.repeat(300_000));
    expect([status, problem['code']]).to.deep.equal([422, 'VALIDATION_FAILED']);
    expect(JSON.stringify(problem['errors'])).to.match(/with the 1 before it there are \d+ bytes and at most 524288/);
    expect((await note('c')).body['outcome']).to.equal('ACCEPTED');
    await become('l1', 'COMPLETED');
  });

  it('refuse a cancel after a pivot that nothing undoes', async () => {
    await rest('POST', '', { type: 'loose', id: 'l2', input: {} });
    await rest('POST', '/l2/signals', { name: 'note', payload: { text: 'a' } });
    await rest('POST', '/l2/signals', { name: 'note', payload: { text: 'b' } });
    await become('l2', 'COMPLETED');
    const late = await rest('POST', '/l2/cancel', { reason: 'NOT_NEEDED' });
    expect([late.status, late.body['code']]).to.deep.equal([409, 'SAGA_FINISHED']);
    expect(late.body['detail']).to.match(/COMPLETED and past its point of no return/);
  });

  it('are closed to operators unless their definition permits them, and to all who are not administrators', async () => {
    const order = { userId: 'u', lines: [], shippingAddress: {}, paymentTimeoutMs: 1 };
    const tried = [
      await rest('POST', '', { type: 'place-order', input: order }),
      await rest('POST', '', { type: 'cancel-order', input: { orderId: 'o', reason: 'FAILED' } }),
      await rest('POST', '', { type: 'book-room', input }, 'user'),
      await rest('POST', '', { type: 'book-room', input }, 'viewer'),
    ];
    expect(tried.map(({ status, body }) => `${status} ${body['code']}`)).to.deep.equal(Array(4).fill('403 FORBIDDEN'));
    expect(tried[0]!.body['detail']).to.contain('forOperators');
    await caller.call('Start', {
      sagaId: 'o9',
      placeOrder: { ...order, paymentMethodId: '' },
      until: 'ACCEPTED',
      waitMs: 0,
    });
    const payload = { paymentMethodId: 'pm', amountMinor: 1, currency: 'USD' };
    expect((await rest('POST', '/o9/signals', { name: STEPS.pay, payload })).status).to.equal(403);
    expect((await rest('POST', '/o9/cancel', { reason: 'FAILED' })).status).to.equal(403);
  });

  it('show the parts of input, replies, payloads and texts that the definition names, and hide the rest everywhere', async () => {
    await rest('POST', '', { type: 'book-room', id: 'b5', input });
    await become('b5', 'WAITING');
    await rest('POST', '/b5/signals', { name: 'approved', payload: { by: 'Ann Smith', budget: 700 } });
    await become('b5', 'COMPLETED');
    refuses = 'BANNED';
    await rest('POST', '', { type: 'book-room', id: 'b6', input });
    await become('b6', 'COMPENSATED');
    const pages = await Promise.all(
      ['b5', 'b6'].flatMap((id) => ['', '/journal', '/export', '/preview'].map((part) => rest('GET', `/${id}${part}`))),
    );
    const connection = new Redis(redis.url);
    const jobs = [];
    for (const key of await connection.keys('{shop}:sagas:saga-b[56]*'))
      jobs.push(
        (await connection.type(key)) === 'hash' ? await connection.hgetall(key) : await connection.lrange(key, 0, -1),
      );
    connection.disconnect();
    expect(jobs).to.have.length.greaterThan(2);
    const { items } = (await rest('GET', '?correlationId=trip-1')).body;
    const all = JSON.stringify([pages.map(({ body }) => body), jobs, items]);
    expect(all).to.not.match(/Smith|likes tea|is banned/);
    const { body: bundle } = await rest('GET', '/b5/export');
    expect(bundle['input']).to.deep.equal({ guest: '[redacted]', nights: 2, trip: 'trip-1' });
    expect(bundle['journal'][0]['reply']).to.deep.equal({ room: '7', guestNote: '[redacted]' });
    expect(bundle['journal'][1]['payload']).to.deep.equal({ by: '[redacted]', budget: 700 });
    const { body: refused } = await rest('GET', '/b6');
    expect(refused['failure']).to.deep.equal({ step: 'hold-room', reason: 'BANNED' });
    expect(refused['steps'][0]['error']).to.equal('BANNED');
  });
});
