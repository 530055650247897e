import type { Connection, mongo } from 'mongoose';

/** Methods of a collection that are one call to the database, and what MongoDB calls them. */
const COMMANDS = {
  insertOne: 'insert',
  insertMany: 'insert',
  updateOne: 'update',
  updateMany: 'update',
  bulkWrite: 'update',
  findOneAndUpdate: 'findAndModify',
  deleteOne: 'delete',
  deleteMany: 'delete',
  findOne: 'find',
  countDocuments: 'aggregate',
} as const;
const CURSORS = { find: 'find', aggregate: 'aggregate' } as const;

type Cursor = Pick<mongo.AbstractCursor, 'once'>;
type Method = (...args: unknown[]) => unknown;

type Call = (command: string, collection: string, make: () => Promise<unknown>) => Promise<unknown>;
const callsAround = new WeakMap<object, Call[]>();

/** Hooks around the calls of a connection's collections; each gets MongoDB's name of the command. */
export interface AroundCalls {
  /** Makes the call, once, and returns its result. */
  readonly call?: Call;
  /** Called for each cursor when it is opened; the cursor emits `close` when it has been read. */
  readonly opened?: (command: string, collection: string, cursor: Cursor) => void;
}

/**
 * Wraps the collections that this connection opens from now on, so that these hooks run for mongoose's calls and those made on a model's
 * `collection`.
 */
export function aroundCalls(connection: Connection, { call, opened }: AroundCalls): void {
  const open = connection.collection.bind(connection) as Method;
  const changed = new WeakSet<object>();
  connection.collection = ((...args: unknown[]) => {
    const collection = open(...args) as Record<string, Method> & { name: unknown };
    if (changed.has(collection)) return collection;
    changed.add(collection);
    const name = String(collection.name);
    if (call) callsAround.set(collection, [...(callsAround.get(collection) ?? []), call]);
    const replace = (method: string, by: (original: Method) => Method) => {
      collection[method] = by(collection[method]!.bind(collection));
    };
    for (const [method, command] of Object.entries(call ? COMMANDS : {}))
      replace(
        method,
        (original) =>
          (...given) =>
            call!(command, name, () => original(...given) as Promise<unknown>),
      );
    for (const [method, command] of Object.entries(opened ? CURSORS : {}))
      replace(method, (original) => (...given) => {
        const cursor = original(...given) as Cursor;
        opened!(command, name, cursor);
        return cursor;
      });
    return collection;
  }) as unknown as Connection['collection'];
}

/** Makes a call that is not a method of the collection, with the hooks of the collection's calls. */
export function passing<Answer>(
  collection: { readonly collectionName: string },
  command: string,
  make: () => Promise<Answer>,
): Promise<Answer> {
  const around = callsAround.get(collection) ?? [];
  const { collectionName } = collection;
  return around.reduce<() => Promise<unknown>>(
    (inner, call) => () => call(command, collectionName, inner),
    make,
  )() as Promise<Answer>;
}
