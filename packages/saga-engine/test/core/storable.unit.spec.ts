import { expect } from 'chai';
import mongoose from 'mongoose';
import { LARGEST_REPLY, storable } from '../../dist/core/storable.js';

const kept = (reply: unknown, type = 'do') => storable({ type: 'done', reply } as never, { type, step: 'ticket' });
const sixteenMiB = 16 * 1024 * 1024;

describe('a reply in the journal', () => {
  it('is unchanged', () => {
    const reply = { text: 'ä', list: [1, 2n, null], nested: { a: {} } };
    expect(kept(reply)).to.deep.equal({ type: 'done', reply });
  });

  it('is at most a tenth of the largest document of a store, even if it is larger there than as JSON', () => {
    const list = Array.from({ length: (LARGEST_REPLY - 20) / 2 }, () => 1);
    expect(kept({ list }).type).to.equal('done');
    expect(10 * mongoose.mongo.BSON.calculateObjectSize({ list })).to.be.below(sixteenMiB);
    expect(kept({ list: [...list, ...list] })).to.include({ type: 'in-doubt' });
  });

  it('has no NUL in a name, which a store refuses, but may have one in a value', () => {
    expect(kept({ a: '\0' }).type).to.equal('done');
    const { type, error } = kept({ nested: [{ 'a\0b': 1 }] }) as { type: string; error: string };
    expect(type).to.equal('in-doubt');
    expect(error).to.include('its field "a\\u0000b" has a NUL in its name');
  });

  it('has no field that makes a value of the driver of it, which a store refuses', () => {
    const reply = JSON.parse('{"rooms":[{"_bsontype":"ObjectId"}]}') as object;
    expect(() => mongoose.mongo.BSON.serialize({ reply })).to.throw();
    expect(kept(reply))
      .to.have.property('error')
      .that.includes('it has a field _bsontype, which the database keeps for itself');
    // values of the driver are no problem
    expect(kept({ id: new mongoose.Types.ObjectId() }).type).to.equal('done');
  });

  it('is what the database says of values that are not what their JSON is', () => {
    const refusal = () => 'it has no place';
    const answer = storable({ type: 'done', reply: {} }, { type: 'send', step: 'ticket' }, refusal);
    expect(answer).to.have.property('error').that.includes('cannot be stored: it has no place');
  });

  it('is no deeper than a store permits', () => {
    const deep = (levels: number) => JSON.parse(`${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`) as object;
    expect(kept(deep(64)).type).to.equal('done');
    expect(kept(deep(65)))
      .to.have.property('error')
      .that.contains('it has more than 64 levels');
    expect(kept({ list: [deep(20_000)] }).type).to.equal('in-doubt');
  });

  it('is not checked if it is of an undo, which is not stored', () =>
    expect(kept({ 'a\0b': 1 }, 'undo').type).to.equal('done'));
});

describe('an outcome that participants written without types give', () => {
  const unknown = (outcome: unknown) => storable(outcome as never, { type: 'send', step: 'ticket' });

  it('is in doubt when it is none', () => {
    for (const none of [undefined, null, 'done', {}, { type: 'ok' }, { type: 'in-doubt' }])
      expect(unknown(none)).to.deep.equal({ type: 'in-doubt', error: 'The participant of ticket gave no outcome.' });
  });

  it('has a text as its error', () => {
    expect(unknown({ type: 'in-doubt', error: { a: 1 } })).to.deep.equal({
      type: 'in-doubt',
      error: '[object Object]',
    });
    expect(unknown({ type: 'in-doubt', error: Symbol('x') })).to.include({ error: 'Symbol(x)' });
  });

  it('is tried again by its policy when it says no time to rest until', () =>
    expect(unknown({ type: 'in-doubt', error: 'busy', parkedUntil: NaN })).to.deep.equal({
      type: 'in-doubt',
      error: 'busy',
    }));
});

describe('a refusal in the journal', () => {
  const refused = (reason: string, detail?: string) =>
    storable({ type: 'refused', reason, ...(detail ? { detail } : {}) }, { type: 'send', step: 'ticket' });

  it('has a code as its reason', () =>
    expect(refused('NO_SEAT', 'sold out')).to.deep.equal({ type: 'refused', reason: 'NO_SEAT', detail: 'sold out' }));

  it('has a text as its detail, which is shown only to those who may read it', () => {
    expect(refused('no seat for Ann')).to.deep.equal({ type: 'refused', reason: 'REFUSED', detail: 'no seat for Ann' });
    expect(refused('no seat', 'for Ann')).to.include({ reason: 'REFUSED', detail: 'no seat: for Ann' });
  });
});
