import { expect } from 'chai';
import { serverError } from '@shop/testkit/server-error';
import { Decimal128, withDatabase, type Fields } from './mongo.js';

describe('commands', () => {
  const database = withDatabase();

  it('refuses a Decimal128 by name, in a document and in a filter', async function () {
    if (database.real) return this.skip();
    const decimal = Decimal128.fromString('1.50');
    const things = database.collectionOf('decimals');
    for (const refused of [() => things.insertOne({ a: decimal }), () => things.findOne({ a: decimal })]) {
      const error = await serverError(refused());
      expect(error.code).to.equal(238);
      expect(error.message).to.match(/^The type Decimal128 is not supported by mongo-lite/);
    }
  });

  const refused: { name: string; command: Fields; code: number; message: RegExp; liteOnly?: boolean }[] = [
    { name: 'an unknown command', command: { frobnicate: 1 }, code: 59, message: /no such command: 'frobnicate'/ },
    { name: 'bulkWrite of 8.0', command: { bulkWrite: 1, ops: [] }, code: 59, message: /bulkWrite/, liteOnly: true },
    { name: 'getLog', command: { getLog: 'global' }, code: 59, message: /getLog/, liteOnly: true },
    { name: 'an unknown field', command: { find: 'x', foo: 1 }, code: 40415, message: /foo/ },
    { name: 'a negative limit', command: { find: 'x', limit: -1 }, code: 51024, message: /limit/ },
    {
      name: 'an unknown stage',
      command: { aggregate: 'x', pipeline: [{ $foo: {} }], cursor: {} },
      code: 40324,
      message: /\$foo/,
    },
    {
      name: 'an unknown accumulator',
      command: { aggregate: 'x', pipeline: [{ $group: { _id: 1, a: { $foo: 1 } } }], cursor: {} },
      code: 15952,
      message: /\$foo/,
    },
    ...['$unwind', '$count', '$unset'].map((stage) => ({
      name: `the stage ${stage}`,
      command: { aggregate: 'x', pipeline: [{ [stage]: 'a' }], cursor: {} },
      code: 40324,
      message: new RegExp(`\\${stage}`),
      liteOnly: true,
    })),
    ...['$avg', '$first', '$last', '$push', '$addToSet', '$count'].map((accumulator) => ({
      name: `the accumulator ${accumulator}`,
      command: { aggregate: 'x', pipeline: [{ $group: { _id: 1, a: { [accumulator]: '$a' } } }], cursor: {} },
      code: 15952,
      message: new RegExp(`\\${accumulator}`),
      liteOnly: true,
    })),
    {
      name: 'arrayFilters',
      command: { findAndModify: 'x', query: {}, update: { $set: { a: 1 } }, arrayFilters: [{ x: 1 }] },
      code: 238,
      message: /arrayFilters/,
      liteOnly: true,
    },
    { name: 'an aggregation without cursor', command: { aggregate: 'x', pipeline: [] }, code: 9, message: /cursor/ },
    {
      name: 'inclusion and exclusion together',
      command: { find: 'x', projection: { a: 1, b: 0 } },
      code: 31254,
      message: /b/,
    },
    {
      name: 'a collation',
      command: { find: 'x', collation: { locale: 'en' } },
      code: 238,
      message: /collation/,
      liteOnly: true,
    },
    {
      name: '$lookup',
      command: { aggregate: 'x', pipeline: [{ $lookup: {} }], cursor: {} },
      code: 40324,
      message: /\$lookup/,
      liteOnly: true,
    },
    {
      name: 'an update by pipeline',
      command: { findAndModify: 'x', query: {}, update: [{ $set: { a: 1 } }] },
      code: 238,
      message: /pipeline/,
      liteOnly: true,
    },
    {
      name: 'a capped collection',
      command: { create: 'capped', capped: true, size: 100 },
      code: 238,
      message: /capped/,
      liteOnly: true,
    },
    { name: 'an empty batch', command: { insert: 'x', documents: [] }, code: 16, message: /Write batch sizes/ },
    {
      name: 'more than one acknowledgement',
      command: { insert: 'x', documents: [{}], writeConcern: { w: 2 } },
      code: 2,
      message: /not replicated/,
      liteOnly: true,
    },
    {
      name: 'a change stream',
      command: { aggregate: 'x', pipeline: [{ $changeStream: {} }], cursor: {} },
      code: 40573,
      message: /replica sets/,
      liteOnly: true,
    },
    {
      name: 'the indexes of no collection',
      command: { listIndexes: 'nowhere' },
      code: 26,
      message: /ns does not exist/,
    },
    {
      name: 'a cursor that is not there',
      command: { getMore: 5n as unknown, collection: 'x' },
      code: 43,
      message: /cursor id 5 not found/,
    },
  ];
  for (const { name, command, code, message, liteOnly } of refused) {
    it(`refuses ${name}`, async function () {
      if (liteOnly && database.real) return this.skip();
      const error = await serverError(database.db.command(command));
      expect(error.code).to.equal(code);
      expect(error.message).to.match(message);
    });
  }

  it('refuses a transaction as a standalone MongoDB does', async function () {
    // a replica set accepts it
    if ((await database.db.admin().command({ hello: 1 }))['setName']) return this.skip();
    const session = database.client.startSession();
    try {
      session.startTransaction();
      const insertion = database.collectionOf('transacted').insertOne({ a: 1 }, { session });
      expect((await serverError(insertion)).message).to.match(/retryWrites=false|Transaction numbers/);
    } finally {
      await session.endSession();
    }
  });

  it('lists collections and databases', async () => {
    await database.collectionOf('listed').insertOne({ a: 1 });
    const names = (await database.db.listCollections({ name: 'listed' }).toArray()).map(({ name }) => name);
    expect(names).to.deep.equal(['listed']);
    const { databases } = await database.db.admin().listDatabases();
    expect(databases.map(({ name }) => name)).to.include(database.db.databaseName);
    await database.db.createCollection('listed');
    expect(await database.collectionOf('listed').drop()).to.equal(true);
    expect(await database.db.listCollections({ name: 'listed' }).toArray()).to.deep.equal([]);
  });

  it('answers hello as a standalone 7.0', async function () {
    if (database.real) return this.skip();
    const hello = await database.db.admin().command({ hello: 1 });
    expect([hello['isWritablePrimary'], hello['maxWireVersion'], hello['setName']]).to.deep.equal([
      true,
      21,
      undefined,
    ]);
    expect((await database.db.admin().buildInfo())['version']).to.match(/^7\.0\./);
  });
});
