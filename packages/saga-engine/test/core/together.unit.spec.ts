import { expect } from 'chai';
import { advance } from '../../dist/core/advance.js';
import { sagaCalls } from '../../dist/core/saga-calls.js';
import { presenter } from '../../dist/core/present.js';
import { registry } from '../../dist/core/registry.js';
import { viewOf } from '../../dist/core/known.js';
import { memoryPorts, type Answering } from './memory.js';
import { approved, bookTrip, checkedIn } from './trip.js';

const replies: Record<string, unknown> = {
  'hold-hotel': { hotel: 'ritz', room: 1 },
  'hold-other-hotel': { hotel: 'ibis', room: 2 },
  'hold-flight': { seat: '4A' },
  'hold-car': { plate: 'X' },
  'confirm-flight': { ticket: 'T' },
};
const stepOf = (key: string) => key.split('.')[1] ?? '';

async function begin(answer: Answering) {
  const known = registry([bookTrip]);
  const world = memoryPorts({ registry: known });
  world.participants.answer = answer;
  const calls = sagaCalls(world.ports);
  await calls.start({ saga: 'book-trip', id: 't1', input: { hotels: ['ritz', 'ibis'], travellers: 2, car: true } });
  return {
    ...world,
    calls,
    known,
    run: () => advance(world.ports, 't1'),
    stored: () => world.journal.sagas.get('t1')!,
  };
}
const yes: Answering = (_command, key) => ({ type: 'done', reply: replies[stepOf(key)] ?? {} });
const signal = (name: string, id: string) => ({ name, id, payload: { by: id, desk: 1 } });

describe('advance, a group', () => {
  it('sends all of it before any is answered, and records the answers in their order', async () => {
    let waiting = 0;
    const { run, stored } = await begin(async (command, key) => {
      if (!stepOf(key).startsWith('hold')) return yes(command, key);
      waiting += 1;
      const deadline = Date.now() + 2_000;
      while (waiting < 3 && Date.now() < deadline) await new Promise((resolve) => setImmediate(resolve));
      return waiting >= 3 ? yes(command, key) : { type: 'in-doubt', error: 'was alone' };
    });
    expect((await run())?.state).to.equal('WAITING');
    const done = stored().journal.flatMap((entry) => (entry.type === 'done' ? [entry.step] : []));
    expect(done).to.deep.equal(['hold-hotel', 'hold-flight', 'hold-car']);
  });

  it('undoes steps that were sent with a refused one, after their answers have come', async () => {
    const order: string[] = [];
    const { run } = await begin(async (command, key) => {
      if (stepOf(key) === 'hold-car' && !key.endsWith('.undo'))
        for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
      order.push(key.slice('t1.'.length));
      return stepOf(key).endsWith('hotel') && !key.endsWith('.undo')
        ? { type: 'refused', reason: 'FULL' }
        : yes(command, key);
    });
    expect(await run()).to.deep.include({
      state: 'COMPENSATED',
      failure: { step: 'hold-other-hotel', reason: 'FULL' },
    });
    expect(order.slice(-3)).to.deep.equal(['hold-car', 'hold-car.undo', 'hold-flight.undo']);
  });

  it('is not sent together with a step that has no place at its participant', async () => {
    const { run, sent } = await begin((_command, key) => ({ type: 'busy', until: stepOf(key).length }));
    await run();
    expect(sent).to.deep.equal(['t1.hold-hotel']);
  });
});

describe('a signal that is collected', () => {
  it('counts once by its id, is accepted again when it is repeated, and is late after enough have come', async () => {
    const { calls, run } = await begin(yes);
    await run();
    const answers: string[] = [];
    for (const id of ['bob', 'bob', 'eve', 'bob', 'ann'])
      answers.push((await calls.signal('t1', signal(approved.name, id))).answer);
    expect(answers).to.deep.equal(['accepted', 'accepted', 'accepted', 'accepted', 'late']);
    expect((await run())?.steps.find(({ name }) => name === 'confirm-flight')?.status).to.equal('done');
  });
});

describe('a saga with alternatives, groups and waits after its pivot', () => {
  it('is described in words, readable when its definition is gone, and can need attention', async () => {
    const { calls, run, clock, known, stored } = await begin((command, key) =>
      key === 't1.hold-hotel' ? { type: 'refused', reason: 'FULL' } : yes(command, key),
    );
    await run();
    for (const id of ['bob', 'eve']) await calls.signal('t1', signal(approved.name, id));
    await run();
    for (const later of [31, 31 + 24 * 60 + 1]) {
      clock.now = later * 60_000;
      await run();
    }
    expect(viewOf(known, stored())).to.deep.include({ state: 'NEEDS_ATTENTION' });
    const before = viewOf(known, stored()).steps.map(({ name, status }) => `${name} ${status}`);
    expect(viewOf(registry([]), stored()).steps.map(({ name, status }) => `${name} ${status}`)).to.deep.equal(before);
    await calls.signal('t1', signal(checkedIn.name, 'desk'));
    const ended = await run();
    expect(ended?.state).to.equal('COMPLETED');
    const notes = presenter([bookTrip])
      .saga(ended!)
      .steps.map(({ name, state, note }) => `${name} ${state}, ${note.en}, ${note.ko}`);
    expect(notes).to.include.members([
      'hold-hotel failed, refused, 거절됨',
      'hold-other-hotel done, done, 완료',
      'wish skipped, nothing came in time, 제시간에 오지 않음',
    ]);
    const described = stored().journal.map((entry) => presenter([bookTrip]).describe('book-trip', entry).text.en);
    expect(described).to.include.members([
      'hold-hotel refused: FULL; another way is tried',
      'wish ran out',
      'checked-in ran out',
    ]);
  });

  it('is not touched by a release that does not know its entries', async () => {
    const { shape } = (await begin(yes)).stored();
    // an older release reads only the items of the shape that it knows
    const readable = shape?.filter((item) => /^(undoable|plain|wait|pivot|retriable|follow-up)\b/.test(item));
    expect(readable).to.deep.equal(['pivot confirm-flight', 'retriable issue-ticket', 'follow-up']);
  });
});
