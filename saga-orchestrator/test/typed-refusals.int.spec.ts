import type { Problem } from '@shop/common/errors';
import { STEPS } from '@shop/testkit/sagas/steps';
import { expect } from 'chai';
import { input, withHotel } from './hotel.js';

describe('sagas of another domain, by their type and JSON', function () {
  this.timeout(60_000);
  const at = withHotel();

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
      await at.rest('POST', '', { type: 'book-room', id: 'b3', input });
      const { status, body: problem } = await at.rest('POST', path, body);
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
      codeOf(at.caller.call('Start', { sagaId, typed: typed(json), ...wait }));
    const send = (sagaId: string, name: string, json: string) =>
      codeOf(at.caller.call('Signal', { sagaId, typed: { name, json }, ...wait }));
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
    const { acceptedSignalId } = await at.caller.call('Signal', {
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
    expect(await codeOf(at.caller.call('Cancel', { sagaId: 'nobody', by: 'ann', reason: 'NOT_NEEDED' }))).to.match(
      /^404/,
    );
    for await (const change of at.caller.stream('Watch', { sagaId: 'o5' })) if (change.state === 'COMPLETED') break;
    const ofOrder = { orderId: 'o5', by: 'ann', reason: 'CUSTOMER_CANCELLED' };
    expect(await codeOf(at.caller.call('Cancel', ofOrder)), 'a trip is no order').to.match(/^404 SAGA_NOT_FOUND/);
    expect((await at.rest('GET', '/o5')).body['state']).to.equal('COMPLETED');
  });

  it('answer whatever a hostile administrator sends with a problem that says what to do, never 500', async () => {
    await at.rest('POST', '', { type: 'book-room', id: 'h1', input });
    const answered = async (path: string, body: object) => {
      const { status, body: problem } = await at.rest('POST', path, body);
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
      at.rest('POST', '/h1/signals', { name: 'approved', payload: { by }, ...(id ? { id } : {}) });
    expect((await signal('ann', 's1')).body['outcome']).to.equal('ACCEPTED');
    expect((await signal('eve', 's1')).body['outcome'], 'the same one again').to.equal('ACCEPTED');
    expect((await signal('eve')).body['outcome'], 'another one').to.equal('DUPLICATE');
    await at.become('h1', 'COMPLETED');
  });

  it('accept no more signals than a journal can store', async () => {
    expect((await at.rest('POST', '', { type: 'loose', id: 'l1', input: {} })).status).to.equal(201);
    const note = (text: string) => at.rest('POST', '/l1/signals', { name: 'note', payload: { text } });
    expect((await note('a'.repeat(300_000))).body['outcome']).to.equal('ACCEPTED');
    const { status, body: problem } = await note('b'.repeat(300_000));
    expect([status, problem['code']]).to.deep.equal([422, 'VALIDATION_FAILED']);
    expect(JSON.stringify(problem['errors'])).to.match(/with the 1 before it there are \d+ bytes and at most 524288/);
    expect((await note('c')).body['outcome']).to.equal('ACCEPTED');
    await at.become('l1', 'COMPLETED');
  });

  it('are closed to operators unless their definition permits them, and to all who are not administrators', async () => {
    const order = { userId: 'u', lines: [], shippingAddress: {}, paymentTimeoutMs: 1 };
    const tried = [
      await at.rest('POST', '', { type: 'place-order', input: order }),
      await at.rest('POST', '', { type: 'cancel-order', input: { orderId: 'o', reason: 'FAILED' } }),
      await at.rest('POST', '', { type: 'book-room', input }, 'user'),
      await at.rest('POST', '', { type: 'book-room', input }, 'viewer'),
    ];
    expect(tried.map(({ status, body }) => `${status} ${body['code']}`)).to.deep.equal(Array(4).fill('403 FORBIDDEN'));
    expect(tried[0]!.body['detail']).to.contain('forOperators');
    await at.caller.call('Start', {
      sagaId: 'o9',
      placeOrder: { ...order, paymentMethodId: '' },
      until: 'ACCEPTED',
      waitMs: 0,
    });
    const payload = { paymentMethodId: 'pm', amountMinor: 1, currency: 'USD' };
    expect((await at.rest('POST', '/o9/signals', { name: STEPS.pay, payload })).status).to.equal(403);
    expect((await at.rest('POST', '/o9/cancel', { reason: 'FAILED' })).status).to.equal(403);
  });
});
