import { expect } from 'chai';
import type { Answering } from './memory.js';
import { begin, failing, inDoubt, refusing } from './advancing.js';

describe('advance', () => {
  it('compensates after a refusal and ends with the completed steps undone', async () => {
    const world = await begin();
    const yes = world.participants.answer;
    world.participants.answer = failing({ 'hold-seat': refusing('SEAT_REFUSED') }, yes);
    const end = await world.run();
    expect(end?.state).to.equal('COMPENSATED');
    expect(end?.failure).to.deep.equal({ step: 'hold-seat', reason: 'SEAT_REFUSED' });
    expect(world.sent.slice(3)).to.deep.equal(['o1.hold-room.undo', 'o1.create-trip.undo']);
  });

  it('backs off, counts attempts over a crash, stops retrying, and undoes the step in doubt', async () => {
    const world = await begin();
    const yes = world.participants.answer;
    world.participants.answer = failing({ 'hold-room': inDoubt }, yes);
    await world.run();
    expect(world.stored().nextActionAt).to.equal(1000);
    world.clock.now = 1000;
    await world.run();
    expect(world.stored().nextActionAt).to.equal(3000);
    world.clock.now = 3000;
    const end = await world.run();
    expect(end?.failure).to.deep.equal({ step: 'hold-room', reason: 'FAILED', detail: 'unavailable' });
    expect(world.sent.slice(-2)).to.deep.equal(['o1.hold-room.undo', 'o1.create-trip.undo']);
  });

  it('never stops retrying after the pivot, needs attention, and completes once answered', async () => {
    const world = await begin();
    const yes = world.participants.answer;
    world.participants.answer = failing({ 'confirm-trip': inDoubt }, yes);
    for (let run = 0; run < 6; run++) {
      await world.run();
      world.clock.now = world.stored().nextActionAt!;
    }
    expect(world.stored().state).to.equal('NEEDS_ATTENTION');
    world.participants.answer = yes;
    expect((await world.run())?.state).to.equal('COMPLETED');
  });

  it('needs attention after a refused retriable, and retries it', async () => {
    const world = await begin();
    const yes = world.participants.answer;
    world.participants.answer = failing({ 'issue-ticket': refusing('SEAT_GONE') }, yes);
    const view = await world.run();
    expect(view?.state).to.equal('NEEDS_ATTENTION');
    expect(view?.steps.at(-1)).to.deep.include({ attempts: 1, error: 'refused: SEAT_GONE' });
    world.participants.answer = yes;
    world.clock.now = world.stored().nextActionAt!;
    expect((await world.run())?.state).to.equal('COMPLETED');
  });

  it('continues with other undos past one that keeps failing, and ends only when all are done', async () => {
    const world = await begin();
    const yes = world.participants.answer;
    const broken = { 'hold-seat': refusing('NO'), 'hold-room.undo': inDoubt };
    world.participants.answer = failing(broken, yes);
    for (let run = 0; run < 5; run++) {
      await world.run();
      world.clock.now = world.stored().nextActionAt!;
    }
    expect(world.sent.filter((key) => key === 'o1.create-trip.undo')).to.have.length(1);
    expect(world.stored().state).to.equal('NEEDS_ATTENTION');
    world.participants.answer = yes;
    expect((await world.run())?.state).to.equal('COMPENSATED');
  });

  it('parks a step at an open breaker without counting an attempt, longer each time', async () => {
    const world = await begin();
    const yes = world.participants.answer;
    const parked: Answering = () => ({ type: 'in-doubt', error: 'breaker open', parkedUntil: world.clock.now + 100 });
    world.participants.answer = failing({ 'create-trip': parked }, yes);
    const rests: number[] = [];
    for (let run = 0; run < 4; run++) {
      await world.run();
      rests.push(world.stored().nextActionAt! - world.clock.now);
      world.clock.now = world.stored().nextActionAt!;
    }
    expect(rests).to.deep.equal([1000, 2000, 4000, 4000]);
    world.participants.answer = yes;
    expect((await world.run())?.steps[0]).to.deep.include({ status: 'done', attempts: 1 });
  });

  it('is not sent while its participant asks to be left alone, for up to an hour', async () => {
    const world = await begin();
    const minute = 60_000;
    const asked =
      (until: number): Answering =>
      () => ({ type: 'in-doubt', error: 'later', parkedUntil: until });
    world.participants.answer = failing({ 'create-trip': asked(world.clock.now + 20 * minute) }, inDoubt);
    const sends = () => world.sent.filter((key) => key === 'o1.create-trip').length;
    await world.run();
    world.clock.now += 10 * minute;
    await world.run();
    expect([sends(), world.stored().nextActionAt! - world.clock.now]).to.deep.equal([1, 10 * minute]);
    world.clock.now += 10 * minute;
    world.participants.answer = failing({ 'create-trip': asked(Infinity) }, inDoubt);
    await world.run();
    expect([sends(), world.stored().nextActionAt! - world.clock.now]).to.deep.equal([2, 60 * minute]);
  });

  it('is sent again when the clock that wrote how long it rests was an hour ahead', async () => {
    const world = await begin();
    const yes = world.participants.answer;
    world.clock.now += 3_600_000;
    const parked: Answering = () => ({ type: 'in-doubt', error: 'later', parkedUntil: world.clock.now + 120_000 });
    world.participants.answer = failing({ 'create-trip': parked }, yes);
    await world.run();
    world.clock.now -= 3_600_000;
    world.participants.answer = yes;
    expect((await world.run())?.steps[0]).to.deep.include({ status: 'done' });
  });
});
