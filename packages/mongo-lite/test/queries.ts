import { expect } from 'chai';
import { withDatabase, type Fields } from './mongo.js';

export interface Case {
  name: string;
  docs: Fields[];
  filter: Fields;
  /** The positions in `docs` that match. */
  matches: number[];
}

/** Documents that differ in `a` only. */
export const a = (...values: unknown[]): Fields[] => values.map((value) => ({ a: value }));

/** Tests each case in the database, without and with an index. */
export function findWhatMatches(database: ReturnType<typeof withDatabase>, cases: readonly Case[]): void {
  for (const [i, { name, docs, filter, matches }] of cases.entries()) {
    it(name, async () => {
      const collection = database.collectionOf(`query${i}`);
      await collection.insertMany(docs.map((doc, _id) => ({ ...doc, _id })));
      const found = async () =>
        (await collection.find(filter).toArray()).map(({ _id }) => _id as number).toSorted((x, y) => x - y);
      expect(await found()).to.deep.equal(matches);
      // an index must not change the answer
      await collection.createIndex({ a: 1 });
      expect(await found(), 'with an index').to.deep.equal(matches);
    });
  }
}
