import { randomBytes } from 'node:crypto';
import { RawDocument, docOf } from '../bson/values.js';
import type { Value } from '../bson/values.js';
import { CommandError } from '../errors.js';

const idleMs = 10 * 60 * 1000;
const maxBatchBytes = 16 * 1024 * 1024;

/** The source that a cursor reads from. */
export interface Source {
  /** The bytes of the next document; undefined at the end. */
  next(): Buffer | undefined;
  /** Called before the turn of the event loop ends, when `next` will be called again in a later turn. */
  detach(): void;
  /** Called when the source is no longer needed. */
  close(): void;
}

interface Cursor {
  readonly namespace: string;
  readonly source: Source;
  /** A document that did not fit into the last batch. */
  held: Buffer | undefined;
  expires: number;
}

/** The open cursors of the server. A cursor that is not used for ten minutes is removed. */
export class Cursors {
  readonly #open = new Map<bigint, Cursor>();

  /** The first batch, as `find` and `aggregate` return it; the cursor stays open if there are more documents. */
  start(namespace: string, source: Source, batchSize: number | undefined, singleBatch = false): Record<string, Value> {
    const cursor: Cursor = { namespace, source, held: undefined, expires: 0 };
    const { batch, more } = takeBatch(cursor, batchSize ?? 101);
    const id = more && !singleBatch ? this.#keep(cursor) : 0n;
    if (id === 0n) source.close();
    else source.detach();
    return { cursor: docOf({ firstBatch: batch, id, ns: namespace }) };
  }

  /** The next batch. Throws CursorNotFound (43). */
  next(id: bigint, namespace: string, batchSize: number | undefined): Record<string, Value> {
    const cursor = this.#open.get(id);
    if (!cursor) throw new CommandError(43, `cursor id ${id} not found`);
    if (cursor.namespace !== namespace) {
      throw new CommandError(
        13,
        `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace ${cursor.namespace}`,
      );
    }
    cursor.expires = Date.now() + idleMs;
    const { batch, more } = takeBatch(cursor, batchSize ?? Infinity);
    if (!more) this.#open.delete(id);
    return { cursor: docOf({ nextBatch: batch, id: more ? id : 0n, ns: namespace }) };
  }

  kill(id: bigint): boolean {
    return this.#open.delete(id);
  }

  get count(): number {
    return this.#open.size;
  }

  #keep(cursor: Cursor): bigint {
    const now = Date.now();
    for (const [id, { expires }] of this.#open) if (expires < now) this.#open.delete(id);
    const id = randomBytes(8).readBigUInt64LE() >> 1n || 1n;
    cursor.expires = now + idleMs;
    this.#open.set(id, cursor);
    return id;
  }
}

function takeBatch(cursor: Cursor, size: number): { batch: Value[]; more: boolean } {
  const batch: Value[] = [];
  let bytes = 0;
  for (;;) {
    const next = cursor.held ?? cursor.source.next();
    cursor.held = undefined;
    if (next === undefined) return { batch, more: false };
    if (batch.length >= size || (batch.length > 0 && bytes + next.length > maxBatchBytes)) {
      cursor.held = next;
      return { batch, more: true };
    }
    bytes += next.length;
    batch.push(new RawDocument(next));
  }
}

/** A source that encodes items one by one, on request. */
export function sourceOf<T>(items: readonly T[], encode: (item: T) => Buffer): Source {
  let next = 0;
  return {
    next: () => (next < items.length ? encode(items[next++]!) : undefined),
    detach: () => {},
    close: () => {},
  };
}
