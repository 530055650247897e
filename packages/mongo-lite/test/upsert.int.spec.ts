import { expect } from 'chai';
import { serverError } from '@shop/testkit/server-error';
import { exact, typed, withDatabase, type Fields } from './mongo.js';

describe('updates', () => {
  const database = withDatabase();

  describe('upserts', () => {
    const upsert = async (name: string, filter: Fields, update: Fields) => {
      const collection = database.collectionOf(name);
      const result = await collection.updateOne(filter, update, { upsert: true });
      expect(result.upsertedCount).to.equal(1);
      const doc = await collection.findOne({ _id: result.upsertedId! as never }, exact);
      const { _id, ...rest } = doc!;
      expect(Object.keys(doc!)[0]).to.equal('_id');
      return typed(rest);
    };

    it('start from the equality conditions of the filter, in the order of names, then apply the update', async () => {
      const filter = { b: 1, a: { $eq: 'x' }, 'c.d': 2, e: { $gt: 5 }, f: { $in: [1, 2] }, $and: [{ g: 7 }] };
      expect(await upsert('upsert1', filter, { $set: { h: 1 }, $setOnInsert: { Z: true } })).to.equal(
        typed({ a: 'x', b: 1, c: { d: 2 }, g: 7, Z: true, h: 1 }),
      );
    });

    it('treat an $in or $or of one value as an equality', async () => {
      expect(await upsert('upsert2', { a: { $in: [1] }, $or: [{ b: 2 }] }, { $set: { c: 3 } })).to.equal(
        typed({ a: 1, b: 2, c: 3 }),
      );
    });

    it('keep the _id of the filter, even in a replacement', async () => {
      const collection = database.collectionOf('upsert3');
      await collection.replaceOne({ _id: 'mine', a: 1 }, { b: 2 }, { upsert: true });
      expect(await collection.findOne({})).to.deep.equal({ _id: 'mine', b: 2 });
    });

    it('apply $inc to a value of the filter', async () => {
      expect(await upsert('upsert4', { a: 5 }, { $inc: { a: 1, b: 2 } })).to.equal(typed({ a: 6, b: 2 }));
    });

    it('refuse a filter that gives one path two values', async () => {
      const error = await serverError(
        database.db
          .collection('upsert5')
          .updateOne({ $and: [{ a: 1 }, { a: 2 }] }, { $set: { b: 1 } }, { upsert: true }),
      );
      expect(error.code).to.equal(54);
    });

    it('fail as a duplicate when a guard does not hold', async () => {
      const collection = database.collectionOf('upsert6');
      await collection.insertOne({ _id: 1, revision: 2 });
      const error = await serverError(
        collection.updateOne({ _id: 1, revision: 1 }, { $inc: { revision: 1 } }, { upsert: true }),
      );
      expect(error.code).to.equal(11000);
    });
  });
});
