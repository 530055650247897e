import { expect } from 'chai';
import { serverError } from '@shop/testkit/server-error';
import { openDatabase } from './mongo.js';
import type { Fields, TestDatabase } from './mongo.js';

/** A document with this many levels, including itself, with `inner` in the last. */
function nested(levels: number, inner: Fields): Fields {
  let doc = inner;
  for (let i = 1; i < levels; i++) doc = { a: doc };
  return doc;
}

/** https://www.mongodb.com/docs/manual/reference/limits/ */
describe('the limits of MongoDB', () => {
  let database: TestDatabase;
  before(async () => {
    database = await openDatabase();
  });
  after(() => database?.close());
  const collection = (name: string) => database.db.collection<Fields>(name);

  it('are 100 levels in a document, without empty ones: Overflow (15)', async function () {
    // a server accepts slightly more than the documented limit
    if (database.real) return this.skip();
    const documents = collection('levels');
    await documents.insertOne(nested(100, { a: {}, b: [] }));
    await documents.insertOne({ _id: 1, a: nested(99, { b: 1 }) });
    const tooDeep = [
      documents.insertOne(nested(101, { a: 1 })),
      documents.insertOne(nested(100, { a: [1] })),
      documents.updateOne({ _id: 1 }, { $set: { a: nested(99, { b: { c: 1 } }) } }),
      documents.replaceOne({ _id: 1 }, nested(101, { a: 1 })),
      documents.updateOne({ _id: 2 }, { $set: { a: nested(100, { b: 1 }) } }, { upsert: true }),
    ];
    for (const answer of tooDeep) {
      const { code, codeName } = await serverError(answer);
      expect([code, codeName ?? 'Overflow']).to.deep.equal([15, 'Overflow']);
    }
    expect(await documents.countDocuments()).to.equal(2);
  });

  it('are 200 levels in a command, and the connection stays open', async () => {
    const answer = database.db.command({ ping: 1, comment: nested(5_000, { a: 1 }) });
    expect((await serverError(answer)).code).to.equal(15);
    expect((await database.db.command({ ping: 1 }))['ok']).to.equal(1);
  });

  it('are 16 MiB for a document, inserted or grown, and only that write fails', async () => {
    const documents = collection('sizes');
    await documents.insertMany([
      { _id: 1, a: 'x'.repeat(9 * 1024 * 1024) },
      { _id: 2, n: 0 },
    ]);
    const { code } = await serverError(
      documents.bulkWrite(
        [
          { updateOne: { filter: { _id: 1 }, update: { $set: { b: 'x'.repeat(8 * 1024 * 1024) } } } },
          { updateOne: { filter: { _id: 2 }, update: { $inc: { n: 1 } } } },
        ],
        { ordered: false },
      ),
    );
    expect(code).to.be.oneOf([10334, 17419]);
    expect(await documents.findOne({ _id: 2 })).to.deep.equal({ _id: 2, n: 1 });
    expect((await documents.findOne({ _id: 1 }))!['b']).to.equal(undefined);
  });

  it('are 32 fields in an index (13103), and 64 indexes in a collection (67)', async () => {
    const documents = collection('indexes');
    const fields = (count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, i) => [`f${i}`, 1 as const]));
    await documents.createIndex(fields(32), { name: 'widest' });
    expect((await serverError(documents.createIndex(fields(33), { name: 'too wide' }))).code).to.equal(13103);
    for (let i = 0; i < 62; i++) await documents.createIndex({ [`g${i}`]: 1 });
    expect((await serverError(documents.createIndex({ last: 1 }))).code).to.equal(67);
    expect(await documents.indexes()).to.have.length(64);
  });

  it('are 255 bytes in a namespace, and the valid names of databases: InvalidNamespace (73)', async () => {
    const left = 255 - Buffer.byteLength(database.db.databaseName) - 1;
    await collection('n'.repeat(left)).insertOne({});
    expect((await serverError(collection('n'.repeat(left + 1)).insertOne({}))).code).to.equal(73);
    for (const name of ['d'.repeat(64), 'a b', 'a/b'])
      expect(
        (
          await serverError(
            database.db
              .admin()
              .command({ ping: 1 })
              .then(() => database.client.db(name).collection('c').insertOne({})),
          )
        ).code,
        name,
      ).to.equal(73);
  });
});
