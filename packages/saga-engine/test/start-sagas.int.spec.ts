import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { silentLogger } from '@shop/common/logging/logger';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { startStore, type TestStore } from '@shop/testkit/store';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import Joi from 'joi';
import {
  hours,
  InvalidInput,
  localParticipants,
  OperationInvalid,
  participant,
  Refused,
  saga,
  signal,
  startSagas,
} from '../dist/index.js';

interface Hotel {
  hold(request: { trip: string }): { room: number };
  release(request: { trip: string }): void;
  confirm(request: { trip: string; by: string }): void;
}
const hotel = participant<Hotel>('hotel');
const approved = signal(Joi.object<{ by: string }, true>({ by: Joi.string().required() }))('approved');
const bookRoom = saga('book-room', {
  version: 1,
  input: Joi.object<{ traveller: string }, true>({ traveller: Joi.string().max(20).required() }),
})
  .step('hold-room', {
    command: (s) => hotel.hold({ trip: s.id }),
    compensate: (s) => hotel.release({ trip: s.id }),
  })
  .waitFor(approved, { within: hours(24) })
  .pivot('confirm-room', { command: (s) => hotel.confirm({ trip: s.id, by: s.approved.by }) })
  .end();

describe('sagas in a process of their own', () => {
  let redis: TestRedis;
  let store: TestStore;
  let came: string[];

  before(async () => {
    [redis, store] = await Promise.all([startRedis(), startStore()]);
  });
  beforeEach(() => {
    came = [];
  });
  after(() => Promise.all([redis.stop(), store.stop()]));

  const open = (hold: () => unknown = () => ({ room: 7 })) =>
    startSagas({
      definitions: [bookRoom],
      participants: localParticipants({
        hotel: {
          hold: (_request: object, { key }) => (came.push(key), hold()),
          release: (_request: object, { key }) => void came.push(key),
          confirm: ({ by }: { by: string }, { key }) => void came.push(`${key} ${by}`),
        },
      }),
      mongodbUri: store.uri('trips'),
      redisUrl: redis.url,
      logger: silentLogger(),
    });

  it('continue in the next process after the first has closed, and end', async () => {
    const id = randomUUID();
    const first = await open();
    expect(await first.start(bookRoom, id, { traveller: 'ann' })).to.include({ created: true, otherInput: false });
    await until('it waits', async () => (await first.get(id))?.state === 'WAITING');
    await first.close();
    const second = await open();
    expect((await second.signal(id, approved, { by: 'bob' })).answer).to.equal('accepted');
    expect((await second.ended(id)).state).to.equal('COMPLETED');
    const again = await second.start(bookRoom, id, { traveller: 'ann' });
    expect(again).to.include({ id, state: 'COMPLETED', created: false, otherInput: false });
    const other = await second.start(bookRoom, id, { traveller: 'eve' });
    expect(other).to.include({ id, state: 'COMPLETED', created: false, otherInput: true });
    await second.close();
    expect(came).to.deep.equal([`${id}.hold-room`, `${id}.confirm-room bob`]);
  });

  it('are undone when they are cancelled, or refused', async () => {
    const sagas = await open();
    const id = randomUUID();
    await sagas.start(bookRoom, id, { traveller: 'ann' });
    await until('it waits', async () => (await sagas.get(id))?.state === 'WAITING');
    await sagas.cancel(id, { by: 'ann', reason: 'CHANGED_MY_MIND' });
    const ended = await sagas.ended(id);
    expect([ended.state, ended.failure?.reason]).to.deep.equal(['COMPENSATED', 'CHANGED_MY_MIND']);
    expect(came).to.deep.equal([`${id}.hold-room`, `${id}.hold-room.undo`]);
    await sagas.close();

    const full = await open(() => {
      throw new Refused('NO_ROOM', 'every room is taken');
    });
    const other = randomUUID();
    await full.start(bookRoom, other, { traveller: 'ann' });
    const refused = await full.ended(other);
    expect([refused.state, refused.failure?.reason]).to.deep.equal(['COMPENSATED', 'NO_ROOM']);
    await full.close();
  });

  it('that are unknown are distinguished from those that have not ended', async () => {
    const sagas = await open();
    const messageOf = (work: Promise<unknown>) => work.then(undefined, (error: Error) => error.message);
    expect(await sagas.get('nobody')).to.equal(undefined);
    expect(await messageOf(sagas.watch('nobody').next())).to.equal('There is no saga nobody.');
    expect(await messageOf(sagas.ended('nobody'))).to.equal('There is no saga nobody.');
    const id = randomUUID();
    await sagas.start(bookRoom, id, { traveller: 'ann' });
    expect(await messageOf(sagas.ended(id, 1))).to.match(/^Saga .* is (RUNNING|WAITING) after 1 ms\.$/);
    await sagas.close();
  });

  it('accept input that matches the schemas of their definition, and name what does not', async () => {
    const sagas = await open();
    const refusedAs = (work: Promise<unknown>) =>
      work.then(
        () => undefined,
        (error: Error) => [error.constructor, error.message] as const,
      );
    const id = randomUUID();
    const wrong = { traveller: 'x'.repeat(21), extra: 1 };
    expect(await refusedAs(sagas.start(bookRoom, id, wrong))).to.deep.equal([
      InvalidInput,
      'input.traveller: traveller length must be less than or equal to 20 characters long; input.extra: extra is not allowed',
    ]);
    expect((await refusedAs(sagas.start(bookRoom, 'trip/1', { traveller: 'ann' })))?.[1]).to.match(
      /^id: id must be an id/,
    );
    const other = saga<object>('another', { version: 1 })
      .retriable('confirm', { command: (s) => hotel.confirm({ trip: s.id, by: '' }) })
      .end();
    expect(await refusedAs(sagas.start(other, id, {}))).to.deep.equal([
      OperationInvalid,
      'There is no saga another: there are book-room.',
    ]);
    expect(await sagas.get(id)).to.equal(undefined);

    await sagas.start(bookRoom, id, { traveller: 'ann' });
    expect(await refusedAs(sagas.signal(id, approved, { by: 1 } as never))).to.deep.equal([
      InvalidInput,
      'payload.by: by must be a string',
    ]);
    const rain = signal<object>()('rain');
    expect((await refusedAs(sagas.signal(id, rain, {})))?.[1]).to.equal(
      'book-room knows no signal rain: it waits for approved.',
    );
    expect((await sagas.signal(id, approved, { by: 'bob' }, 's1')).answer).to.equal('accepted');
    expect((await sagas.signal(id, approved, { by: 'eve' }, 's1')).answer, 'again').to.equal('accepted');
    expect((await sagas.signal(id, approved, { by: 'eve' }, 's2')).answer).to.equal('duplicate');
    expect((await sagas.ended(id)).state).to.equal('COMPLETED');
    await sagas.close();
  });

  it('can be watched from the first change to the last, or from the last one seen, until they close', async () => {
    const sagas = await open();
    const id = randomUUID();
    await sagas.start(bookRoom, id, { traveller: 'ann' });
    const seen: string[] = [];
    const watching = (async () => {
      for await (const { step, stepStatus, revision } of sagas.watch(id)) {
        seen.push(`${revision} ${step} ${stepStatus}`);
        if (revision === 1) await sagas.signal(id, approved, { by: 'bob' });
      }
    })();
    await watching;
    expect(seen).to.deep.equal(['1 hold-room done', '2  signalled', '3 confirm-room done']);
    const later: number[] = [];
    for await (const { revision } of sagas.watch(id, { after: 2 })) later.push(revision);
    for await (const { revision } of sagas.watch(id, { after: 99 })) later.push(revision);
    expect(later).to.deep.equal([3, 3]);

    const waiting = randomUUID();
    await sagas.start(bookRoom, waiting, { traveller: 'ann' });
    const stop = new AbortController();
    for await (const _ of sagas.watch(waiting, { signal: stop.signal })) stop.abort();
    let changes = 0;
    const stillOpen = (async () => {
      for await (const _ of sagas.watch(waiting)) changes += 1;
    })();
    await until('it is watched', async () => changes > 0);
    await sagas.close();
    await stillOpen;
  });

  it('run as in the first example, with the output in the README', async () => {
    const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');
    const program = fileURLToPath(new URL('../examples/first.ts', import.meta.url));
    // a Redis and a store of its own, since two systems cannot share a queue
    const own = await startRedis();
    const child = spawn(process.execPath, ['--import', 'tsx', program], {
      env: { ...process.env, MONGODB_URI: store.uri('first'), REDIS_URL: own.url },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [printed] = await Promise.all([text(child.stdout), once(child, 'exit')]);
    await own.stop();
    const promised = /```text\n(.*?)```/s.exec(readme)?.[1];
    expect(printed.replaceAll(/-\d{10,}/g, '-…')).to.equal(promised);
  });
});
