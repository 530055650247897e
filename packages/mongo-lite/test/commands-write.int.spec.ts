import { expect } from 'chai';
import { serverError } from '@shop/testkit/server-error';
import { withDatabase, type Fields } from './mongo.js';

describe('commands', () => {
  const database = withDatabase();

  describe('findAndModify', () => {
    it('returns the document before or after, or null', async () => {
      const collection = database.collectionOf('fam');
      await collection.insertOne({ _id: 1, revision: 1, n: 5 });
      const guarded = (revision: number, returnDocument: 'before' | 'after') =>
        collection.findOneAndUpdate({ _id: 1, revision }, { $inc: { revision: 1 } }, { returnDocument });
      expect(await guarded(1, 'before')).to.deep.equal({ _id: 1, revision: 1, n: 5 });
      expect(await guarded(2, 'after')).to.deep.equal({ _id: 1, revision: 3, n: 5 });
      expect(await guarded(2, 'after')).to.equal(null);
    });

    it('uses the first document of the sort, and returns only the requested fields', async () => {
      const collection = database.collectionOf('famSort');
      await collection.insertMany([
        { _id: 1, p: 3 },
        { _id: 2, p: 9 },
        { _id: 3, p: 5 },
      ]);
      const found = await collection.findOneAndUpdate(
        {},
        { $set: { taken: true } },
        { sort: { p: -1 }, projection: { p: 1 } },
      );
      expect(found).to.deep.equal({ _id: 2, p: 9 });
      expect(await collection.findOneAndDelete({}, { sort: { p: 1 } })).to.deep.equal({ _id: 1, p: 3 });
    });

    it('upserts, and reports it', async () => {
      const answer = await database
        .collectionOf('famUpsert')
        .findOneAndUpdate(
          { _id: 7 },
          { $set: { a: 1 } },
          { upsert: true, returnDocument: 'after', includeResultMetadata: true },
        );
      expect(answer.value).to.deep.equal({ _id: 7, a: 1 });
      expect(answer.lastErrorObject).to.deep.equal({ n: 1, updatedExisting: false, upserted: 7 });
    });

    it('returns a duplicate key error', async () => {
      const collection = database.collectionOf('famDuplicate');
      await collection.insertOne({ _id: 1, guard: 2 });
      const upsert = collection.findOneAndUpdate({ _id: 1, guard: 1 }, { $set: { x: 1 } }, { upsert: true });
      const error = await serverError(upsert);
      expect(error.code).to.equal(11000);
      expect(error['keyPattern']).to.deep.equal({ _id: 1 });
      expect(error.codeName).to.equal('DuplicateKey');
    });

    it('refuses an update together with a removal', async () => {
      const both = database.db.command({ findAndModify: 'fam', query: {}, remove: true, update: { $set: { a: 1 } } });
      expect((await serverError(both)).code).to.equal(9);
    });
  });

  describe('writes', () => {
    it('stop at the first error when they are ordered', async () => {
      const answer = await database.db.command({ insert: 'ordered', documents: [{ _id: 1 }, { _id: 1 }, { _id: 2 }] });
      expect(answer['n']).to.equal(1);
      expect(answer['writeErrors'].map(({ index, code }: Fields) => [index, code])).to.deep.equal([[1, 11000]]);
      expect(await database.collectionOf('ordered').countDocuments()).to.equal(1);
    });

    it('continue after an error when they are unordered', async () => {
      const updates = [
        { q: { _id: 1 }, u: { $set: { a: 1 } }, upsert: true },
        { q: { _id: 1 }, u: { $inc: { a: 'x' } } },
        { q: { _id: 1 }, u: { $set: { b: 2 } } },
      ];
      const answer = await database.db.command({ update: 'unordered', updates, ordered: false });
      expect([answer['n'], answer['nModified'], answer['upserted']]).to.deep.equal([2, 1, [{ index: 0, _id: 1 }]]);
      expect(answer['writeErrors'].map(({ index, code }: Fields) => [index, code])).to.deep.equal([[1, 14]]);
      expect(await database.collectionOf('unordered').findOne({})).to.deep.equal({ _id: 1, a: 1, b: 2 });
    });

    it('change many documents, or one', async () => {
      const collection = database.collectionOf('many');
      await collection.insertMany([{ a: 1 }, { a: 1 }, { a: 2 }]);
      expect((await collection.updateMany({ a: 1 }, { $set: { b: 1 } })).modifiedCount).to.equal(2);
      expect((await collection.deleteOne({ b: 1 })).deletedCount).to.equal(1);
      expect((await collection.deleteMany({})).deletedCount).to.equal(2);
    });

    it('give a document an _id, and put it first', async () => {
      await database.db.command({ insert: 'noId', documents: [{ a: 1 }, { b: 1, _id: 5 }] });
      const found = await database.collectionOf('noId').find().toArray();
      expect(found.map((doc) => Object.keys(doc)[0])).to.deep.equal(['_id', '_id']);
    });

    it('refuse an _id that is an array', async () => {
      expect((await serverError(database.collectionOf('arrayId').insertOne({ _id: [1] }))).code).to.equal(2);
    });

    it('without acknowledgement are executed without an answer', async () => {
      const collection = database.collectionOf('silent');
      await collection.insertOne({ _id: 1 }, { writeConcern: { w: 0 } });
      const deadline = Date.now() + 2_000;
      while ((await collection.countDocuments()) === 0 && Date.now() < deadline);
      expect(await collection.findOne({})).to.deep.equal({ _id: 1 });
    });
  });
});
