import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { IdempotencyStore } from '@shop/common/mongo/idempotency';
import { cursorStore } from '@shop/common/mongo/cursor-store';
import { eventModel } from '@shop/common/mongo/event-log';
import { root } from '@shop/dev/root';
import { processNames, processOf, type ProcessName } from '@shop/topology/processes';
import { expect } from 'chai';
import mongoose, { type Connection } from 'mongoose';
import { LIMITS } from '../../order-service/dist/domain/limits.js';
import { MOST_STORED_CARDS } from '../../payment-service/dist/domain/stored-cards.js';
import { bulkModel } from 'saga-engine/mongo/bulk.model';
import { fleetModels } from 'saga-engine/mongo/fleet.model';
import { identityModel } from 'saga-engine/mongo/identity.model';
import { pauseModel } from 'saga-engine/mongo/pause.model';
import { sagaModel } from 'saga-engine/mongo/saga.model';
import { read } from './markdown-files.js';
import { cellsOf, exists, namedTests } from './named-tests.js';

type Models = (connection: Connection) => unknown;
const ofEngine = [sagaModel, bulkModel, fleetModels, pauseModel, identityModel];

/** The models of a service's collections: its own, and those of common and the engine that it uses. */
async function modelsOf(name: ProcessName): Promise<Models[]> {
  const { folder, serves = [], calls } = processOf(name);
  const data = join(root, folder, 'src/data');
  const files = readdirSync(data).filter((file) => file.endsWith('.model.ts'));
  const modules = await Promise.all(files.map((file) => import(join(data, file)) as Promise<Record<string, Models>>));
  const own = modules.flatMap((module) => Object.entries(module)).filter(([each]) => each.endsWith('Model'));
  return [
    ...own.map(([, model]) => model),
    ...(serves.includes('Events') ? [eventModel] : []),
    ...(calls.some(({ commands }) => commands?.Events) ? [cursorStore] : []),
    ...(name === 'saga-orchestrator' ? ofEngine : []),
    (connection) => new IdempotencyStore(connection),
  ];
}

/** The row for the collections of steps that `npm run new step` generated and that only record whether they were done or undone. */
const STEP_NOTES = '*.<step>';
const isNote = ({ paths }: mongoose.Schema): boolean => Object.keys(paths).sort().join() === '_id,marks';

/** The indexes of every collection of ours, by `database.collection`. */
const collections = new Map<string, { fields: string[]; unique: boolean; expires: boolean }[]>();
for (const name of processNames) {
  const { database } = processOf(name);
  if (database === undefined) continue;
  const connection = mongoose.createConnection();
  for (const model of await modelsOf(name)) model(connection);
  for (const { collection, schema } of Object.values(connection.models))
    collections.set(
      isNote(schema) ? STEP_NOTES : `${database}.${collection.collectionName}`,
      schema.indexes().map(([key, options]) => ({
        fields: Object.keys(key),
        unique: options['unique'] === true,
        expires: options['expireAfterSeconds'] !== undefined,
      })),
    );
}

const page = read('docs/growth.md');
const [bounds = '', held = '', keys = ''] = page.split(/^## (?:What holds each bound|Shard keys)$/m);
const rowsOf = (text: string) => cellsOf(text.split('\n').filter((line) => line.startsWith('| `')));
const named = rowsOf(bounds).map(([, name]) => name!.replaceAll('`', ''));
const sharded = [...keys.matchAll(/^\| `([^`]+)` \| `\{ (\S+): [^`]*\}` \|/gm)].map(
  ([, name, key]) => [name!, key!] as const,
);

/** Why MongoDB refuses to shard a collection by this key; empty when it does not. */
function refusals(name: string, key: string): string[] {
  const indexes = collections.get(name);
  if (!indexes) return [`${name} is no collection`];
  return indexes
    .filter(({ fields, unique }) => unique && fields[0] !== key)
    .map(({ fields }) => `${name} by ${key}: ${fields.join()} is unique`);
}

describe('docs/growth.md', () => {
  it('has a row for every collection, and no others', () => {
    const ours = [...collections.keys()].map((name) => name.replace(/^[\w-]+\.idempotency$/, '*.idempotency'));
    expect([...named].sort()).to.deep.equal([...new Set([...ours, STEP_NOTES])].sort());
  });

  it('says TTL for exactly the collections that have a TTL index', () => {
    for (const [name, indexes] of collections) {
      const row = rowsOf(bounds).find(
        ([, each]) => each === `\`${name.replace(/^[\w-]+\.idempotency$/, '*.idempotency')}\``,
      )!;
      expect(row[6]!.includes('TTL'), name).to.equal(indexes.some(({ expires }) => expires));
    }
  });

  it('counts the indexes of each collection', () => {
    const counted = Object.fromEntries(
      rowsOf(bounds).map(([, name, , , indexes]) => [name!.replaceAll('`', ''), Number(indexes!.split(',')[0])]),
    );
    for (const [name, indexes] of collections)
      // plus the index on _id
      expect(counted[name.replace(/^[\w-]+\.idempotency$/, '*.idempotency')], name).to.equal(indexes.length + 1);
  });

  it('names existing tests for each collection that is bounded', () => {
    const tested = rowsOf(held);
    expect(tested.map(([, name]) => name!.replaceAll('`', '')).sort()).to.deep.equal([...named].sort());
    for (const [, name, tests] of tested)
      if (!tests!.startsWith('kept for ever')) expect(namedTests(tests!), name).not.to.deep.equal([]);
    const all = tested.flatMap(([, , tests]) => namedTests(tests!));
    expect(all.filter((test) => !exists(test))).to.deep.equal([]);
  });

  it('names shard keys that MongoDB accepts: every unique index begins with the key', () => {
    expect(sharded).to.have.length.above(5);
    expect(sharded.flatMap(([name, key]) => refusals(name, key))).to.deep.equal([]);
  });

  it('reports a shard key with which a unique index does not begin, and an unknown collection', () => {
    expect(refusals('users.users', '_id')).to.deep.equal(['users.users by _id: email is unique']);
    expect(refusals('users.users', 'email')).to.deep.equal([]);
    expect(refusals('orders.unknown', '_id')).to.deep.equal(['orders.unknown is no collection']);
  });

  it('names no shard key for users, whose unique index is on the email address', () => {
    const unique = collections.get('users.users')!.filter((index) => index.unique);
    expect(unique.map(({ fields }) => fields)).to.deep.equal([['email']]);
    expect(sharded.map(([name]) => name)).not.to.include('users.users');
  });

  it('quotes the limits of the sources', () => {
    const figure = (limit: number) => limit.toLocaleString('en');
    expect(bounds).to.include(`Holds: ${figure(LIMITS.holds)} a product`);
    expect(bounds).to.include(`Returns: ${figure(LIMITS.returns)} within an hour`);
    expect(bounds).to.include(`${LIMITS.unpaidOrders} unpaid orders a customer`);
    expect(bounds).to.include(`Stored cards: ${MOST_STORED_CARDS} a customer`);
  });
});
