import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { startStore, type TestStore } from '@shop/testkit/store';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { seconds } from '../dist/core/duration.js';
import {
  followUp,
  localParticipants,
  participant,
  saga,
  signal,
  startSagas,
  type RunningSagas,
} from '../dist/index.js';
import type { Definition } from '../dist/core/definition.js';
import { looseSaga } from './core/loose.js';
import { recordingLogger } from './recording-logger.js';

type Take = (request: { id: string }) => object;
const desk = participant<Record<'take' | 'giveBack' | 'commit' | 'deliver' | 'reverse', Take>>('desk');
const approved = signal<object>()('approved');
const reversal = saga<object>('reversal', { version: 1 })
  .retriable('reverse', { command: (s) => desk.reverse({ id: s.id }) })
  .end();

interface Functions {
  command: (s: { id: string }) => unknown;
  compensate: (s: { id: string }) => unknown;
  unless: () => unknown;
  within: () => unknown;
  pivot: (s: { id: string }) => unknown;
  retriable: (s: { id: string }) => unknown;
  onLateCancel: (s: { id: string }) => unknown;
}
const right: Functions = {
  command: (s) => desk.take({ id: s.id }),
  compensate: (s) => desk.giveBack({ id: s.id }),
  unless: () => true,
  within: () => seconds(600),
  pivot: (s) => desk.commit({ id: s.id }),
  retriable: (s) => desk.deliver({ id: s.id }),
  onLateCancel: (s) => followUp(reversal, `${s.id}-reverse`, {}),
};
const definitionOf = (name: string, wrong: Partial<Functions>) => {
  const { command, compensate, unless, within, pivot, retriable, onLateCancel } = { ...right, ...wrong };
  return looseSaga(name, { version: 1, shown: { words: true } })
    .step('take', { command, compensate })
    .waitFor(approved, { unless, within })
    .pivot('commit', { command: pivot })
    .retriable('deliver', { command: retriable })
    .end({ onLateCancel }) as Definition<object>;
};

const throwing = () => {
  throw new Error('broken: Ann Smith');
};
const throwingNoText = () => {
  throw Object.create(null);
};
const cyclic: Record<string, unknown> = {};
cyclic['self'] = cyclic;
/** The faulty functions of each saga, and the step at which it then stops. */
const WRONG: Record<string, [at: string, wrong: Partial<Functions>, cancel?: true]> = {
  'unless-throws': ['approved', { unless: throwing }],
  'unless-throws-no-text': ['approved', { unless: throwingNoText }],
  'unless-is-async': ['approved', { unless: async () => false }],
  'within-throws': ['approved', { unless: () => false, within: throwing }],
  'within-is-beyond-any-date': ['approved', { unless: () => false, within: () => 1e300 }],
  'within-has-no-end': ['approved', { unless: () => false, within: () => Infinity }],
  'pivot-throws': ['commit', { pivot: throwing }],
  'pivot-gives-nothing': ['commit', { pivot: () => undefined }],
  'retriable-throws-no-text': ['deliver', { retriable: throwingNoText }],
  'retriable-rejects': ['deliver', { retriable: async () => throwing() }],
  'compensate-throws': ['undo take', { unless: () => false, compensate: throwing }, true],
  'compensate-gives-null': ['undo take', { unless: () => false, compensate: () => null }, true],
  'late-cancel-throws': ['follow-up', { onLateCancel: throwing }, true],
  'late-cancel-gives-nothing': ['follow-up', { onLateCancel: () => undefined }, true],
  'late-cancel-names-itself': ['follow-up', { onLateCancel: (s) => ({ ...s, saga: 'reversal' }) }, true],
  'late-cancel-names-another': ['follow-up', { onLateCancel: () => followUp(reversal, 'right', {}) }, true],
  'late-cancel-cannot-be-stored': ['follow-up', { onLateCancel: () => followUp(reversal, 'x', cyclic) }, true],
};

describe('a definition whose functions throw or return invalid values', function () {
  this.timeout(90_000);
  let redis: TestRedis;
  let store: TestStore;
  let sagas: RunningSagas;
  const sent: string[] = [];
  /** What was logged. */
  const logged: string[] = [];

  before(async () => {
    [redis, store] = await Promise.all([startRedis(), startStore()]);
    const note = (_request: object, { key }: { key: string }) => void sent.push(key);
    const methods = { take: note, giveBack: note, commit: note, deliver: note, reverse: note };
    const broken = Object.entries(WRONG).map(([name, [, wrong]]) => definitionOf(name, wrong));
    sagas = await startSagas({
      definitions: [definitionOf('right', {}), reversal, ...broken],
      participants: localParticipants({ desk: methods }),
      mongodbUri: store.uri('sagas'),
      redisUrl: redis.url,
      logger: recordingLogger(logged),
    });
  });
  after(async () => {
    await sagas?.close();
    await Promise.all([redis?.stop(), store?.stop()]);
  });

  it('causes a failed attempt: the saga backs off, needs attention, sends nothing twice and delays no other', async () => {
    const reached = async (id: string, state: string) => (await sagas.get(id))?.state === state;
    await sagas.start(definitionOf('right', {}), 'right', {});
    for (const [name, [, wrong, cancel]] of Object.entries(WRONG)) {
      await sagas.start(definitionOf(name, wrong), name, {});
      if (!cancel) continue;
      const before = wrong.onLateCancel ? 'COMPLETED' : 'WAITING';
      await until(`${name} is ${before}`, () => reached(name, before));
      expect((await sagas.cancel(name, { by: 'u', reason: 'R' })).answer).to.equal('accepted');
    }
    expect((await sagas.ended('right')).state).to.equal('COMPLETED');
    for (const [name, [at]] of Object.entries(WRONG)) {
      const rests = await until(
        `${name} rests for longer than three seconds`,
        async () => {
          const now = (await sagas.get(name))!;
          return now.waiting && now.waiting.until - now.updatedAt > seconds(3) ? now : undefined;
        },
        30_000,
      );
      expect([rests.state, rests.next], name).to.deep.equal(['NEEDS_ATTENTION', at]);
      expect(rests.waiting!.why, name).to.match(
        /^The definition of .* failed: |^The id of the follow-up, right, is that of a saga of type right|cannot be stored: it is no JSON/,
      );
    }
    expect(sent.length).to.equal(new Set(sent).size);
    expect(sent.filter((key) => key.endsWith('.reverse'))).to.deep.equal([]);
    expect(logged.join('\n')).to.not.contain('Ann Smith');
  });

  it('is refused at once if its time limits are invalid, and nothing is stored that a journal cannot contain', async () => {
    const wait = (within: number) => () => saga<object>('waiting', { version: 1 }).waitFor(approved, { within });
    for (const wrong of [NaN, Infinity, 1e300])
      expect(wait(wrong)).to.throw(
        /within of approved must be a number of milliseconds of at most a hundred years; got/,
      );
    expect(() => saga('late', { version: 1, within: NaN })).to.throw('Saga late: within must be');
    const messageOf = (work: Promise<unknown>) => work.then(undefined, (error: Error) => error.message);
    const endless = { text: 'x'.repeat(600_000) };
    for (const input of [cyclic, endless])
      expect(await messageOf(sagas.start(reversal, 'no', input))).to.match(
        /^The input of saga no cannot be stored: it /,
      );
    expect(await messageOf(sagas.signal('right', approved, endless))).to.match(
      /^The payload of signal approved cannot be stored: it has 600011 bytes and at most/,
    );
    expect(await sagas.get('no')).to.equal(undefined);
  });
});
