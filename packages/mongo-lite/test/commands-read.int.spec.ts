import { expect } from 'chai';
import { exact, typed, withDatabase, type Fields } from './mongo.js';

describe('commands', () => {
  const database = withDatabase();

  describe('reads', () => {
    before(async () => {
      await database
        .collectionOf('read')
        .insertMany(Array.from({ length: 250 }, (_, i) => ({ _id: i, g: i % 3, d: { e: i, f: 1 } })));
    });

    it('return batches', async () => {
      const found = [];
      for await (const doc of database.collectionOf('read').find({}, { batchSize: 40 }).sort({ _id: -1 }))
        found.push(doc._id);
      expect(found).to.deep.equal(Array.from({ length: 250 }, (_, i) => 249 - i));
    });

    it('skip and limit', async () => {
      const found = await database.collectionOf('read').find({ g: 1 }).sort({ _id: 1 }).skip(2).limit(3).toArray();
      expect(found.map(({ _id }) => _id)).to.deep.equal([7, 10, 13]);
      expect(await database.collectionOf('read').countDocuments({ g: 1 }, { skip: 80, limit: 10 })).to.equal(3);
    });

    it('return distinct values, with the elements of arrays one by one', async () => {
      const collection = database.collectionOf('distinct');
      await collection.insertMany([{ a: [1, 2] }, { a: 2 }, { a: null }, {}, { a: 3 }]);
      expect(await collection.distinct('a', { a: { $ne: null } })).to.have.members([1, 2, 3]);
    });

    const projections: { projection: Fields; expected: Fields }[] = [
      { projection: { a: 1 }, expected: { _id: 1, a: 1 } },
      { projection: { 'l.x': 1, _id: 0 }, expected: { l: [{ x: 1 }, { x: 2 }, {}] } },
      { projection: { a: 0, l: 0, o: 0 }, expected: { _id: 1, z: null } },
      { projection: { 'o.p': 0, l: 0, a: 0 }, expected: { _id: 1, o: { q: 2 }, z: null } },
      { projection: { 'l.x': 0, o: 0, a: 0, z: 0 }, expected: { _id: 1, l: [{ y: 1 }, {}, { y: 3 }, 7] } },
      { projection: { 'a.b': 1 }, expected: { _id: 1 } },
      { projection: { z: 1, a: 1, missing: 1 }, expected: { _id: 1, a: 1, z: null } },
      {
        projection: { _id: 0 },
        expected: { a: 1, l: [{ x: 1, y: 1 }, { x: 2 }, { y: 3 }, 7], o: { p: 1, q: 2 }, z: null },
      },
      { projection: { _id: 1 }, expected: { _id: 1 } },
      { projection: { l: { $slice: 1 }, o: 0 }, expected: { _id: 1, a: 1, l: [{ x: 1, y: 1 }], z: null } },
      { projection: { a: 1, l: { $slice: [-2, 1] } }, expected: { _id: 1, a: 1, l: [{ y: 3 }] } },
      { projection: { l: { $elemMatch: { x: 2 } } }, expected: { _id: 1, l: [{ x: 2 }] } },
    ];
    for (const [i, { projection, expected }] of projections.entries()) {
      it(`project ${JSON.stringify(projection)}`, async () => {
        const collection = database.collectionOf(`projected${i}`);
        await collection.insertOne({
          _id: 1,
          a: 1,
          l: [{ x: 1, y: 1 }, { x: 2 }, { y: 3 }, 7],
          o: { p: 1, q: 2 },
          z: null,
        });
        expect(typed(await collection.findOne({}, { projection, ...exact }))).to.equal(typed(expected));
      });
    }
  });

  describe('aggregate', () => {
    before(async () => {
      await database.collectionOf('sales').insertMany([
        {
          _id: 1,
          shop: 'a',
          amount: 5,
        },
        { _id: 2, shop: 'b', amount: 2.5 },
        { _id: 3, shop: 'a', amount: 7 },
        { _id: 4, amount: 'none' },
      ]);
    });

    const pipelines: { name: string; pipeline: Fields[]; expected: Fields[] }[] = [
      {
        name: 'groups',
        pipeline: [
          { $match: { shop: { $exists: true } } },
          {
            $group: {
              _id: '$shop',
              sum: { $sum: '$amount' },
              n: { $sum: 1 },
              least: { $min: '$amount' },
              most: { $max: '$amount' },
            },
          },
          { $sort: { _id: 1 } },
        ],
        expected: [
          { _id: 'a', sum: 12, n: 2, least: 5, most: 7 },
          { _id: 'b', sum: 2.5, n: 1, least: 2.5, most: 2.5 },
        ],
      },
      {
        name: 'groups all, and adds only numbers',
        pipeline: [{ $group: { _id: null, sum: { $sum: '$amount' } } }],
        expected: [{ _id: null, sum: 14.5 }],
      },
      {
        name: 'groups by several fields',
        pipeline: [{ $match: { _id: { $in: [1, 3] } } }, { $group: { _id: { s: '$shop' }, n: { $sum: 1 } } }],
        expected: [{ _id: { s: 'a' }, n: 2 }],
      },
      {
        name: 'sorts, skips, limits and projects',
        pipeline: [{ $sort: { _id: -1 } }, { $skip: 1 }, { $limit: 2 }, { $project: { shop: 1 } }],
        expected: [
          { _id: 3, shop: 'a' },
          { _id: 2, shop: 'b' },
        ],
      },
    ];
    for (const { name, pipeline, expected } of pipelines) {
      it(name, async () => {
        expect(await database.collectionOf('sales').aggregate(pipeline).toArray()).to.deep.equal(expected);
      });
    }
  });
});
