const headBytes = 15;
const kinds = ['put', 'remove', 'catalogue', 'drop'] as const;

/** One change in the log: of a document, or of a collection's catalogue entry (record 0). */
export interface Operation {
  readonly kind: (typeof kinds)[number];
  /** The id of the collection. */
  readonly collection: number;
  readonly record: number;
  readonly bytes: Buffer;
}

/** The size of these operations in the log, bytes. */
export function sizeOf(operations: readonly Operation[]): number {
  return operations.reduce((size, { bytes }) => size + headBytes + bytes.length, 0);
}

/** Writes the operations into `target` from `start` on. */
export function writeOperations(operations: readonly Operation[], target: Buffer, start: number): void {
  let at = start;
  for (const { kind, collection, record, bytes } of operations) {
    at = target.writeUInt8(kinds.indexOf(kind), at);
    at = target.writeUInt32LE(collection, at);
    at = target.writeUIntLE(record, at, 6);
    at = target.writeUInt32LE(bytes.length, at);
    at += bytes.copy(target, at);
  }
}

/** The operations that `writeOperations` wrote. */
export function* readOperations(source: Buffer): Generator<Operation> {
  for (let at = 0; at < source.length;) {
    const end = at + headBytes + source.readUInt32LE(at + 11);
    yield {
      kind: kinds[source[at]!]!,
      collection: source.readUInt32LE(at + 1),
      record: source.readUIntLE(at + 5, 6),
      bytes: source.subarray(at + headBytes, end),
    };
    at = end;
  }
}
