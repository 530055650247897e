import { createRequire } from 'node:module';
import { expect } from 'chai';
import mongoose from 'mongoose';

/** The pool's errors are not among the driver's exports. */
const pool = createRequire(createRequire(import.meta.url).resolve('mongoose'))('mongodb/lib/cmap/errors.js') as object;

const classesOf = (module: object): [string, { prototype: object }][] =>
  Object.entries(module).filter(([, each]) => typeof each === 'function' && each.prototype instanceof Error);

describe('the errors of the database’s driver', () => {
  it('have their names as properties: the bundler may rename their classes, and outages are told by these names', () => {
    const found = [mongoose.mongo, mongoose.Error, pool].flatMap((module) => classesOf(module));
    expect(found.map(([name]) => name)).to.include.members(['MongoNetworkError', 'PoolClearedOnNetworkError']);
    for (const [name, { prototype }] of found) expect(Object.hasOwn(prototype, 'name'), name).to.equal(true);
  });
});
