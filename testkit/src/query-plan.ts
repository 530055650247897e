import { expect } from 'chai';
import type { Connection } from 'mongoose';

/** One query that a service makes. */
export interface Query {
  readonly collection: string;
  readonly filter: Record<string, unknown>;
  readonly sort?: Record<string, 1 | -1>;
}

/** Throws unless the store answers a query by an index, without reading every document and without sorting. */
export async function usesIndex(mongo: Connection, { collection, filter, sort }: Query): Promise<void> {
  const cursor = mongo.collection(collection).find(filter);
  const plan = JSON.stringify(await (sort ? cursor.sort(sort) : cursor).explain('queryPlanner'));
  expect(plan).to.match(/IXSCAN|IDHACK|CLUSTERED|EXPRESS/);
  expect(plan).to.not.match(/"COLLSCAN"/);
  expect(plan).to.not.match(/"stage":"SORT"/);
}
