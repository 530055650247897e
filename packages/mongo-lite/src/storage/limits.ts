import type { Doc, Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import type { StoredDocument } from './record.js';

const maxDocumentBytes = 16 * 1024 * 1024;
/** The documented limit ("Nested Depth for BSON Documents"); a server accepts somewhat more. */
const maxDepth = 100;
const maxIndexes = 64;
const maxNamespaceBytes = 255;
const maxDatabaseBytes = 63;

/** Throws BSONObjectTooLarge (10334) or Overflow (15) for a document that MongoDB refuses to store. */
export function checkDocument({ bytes, doc }: StoredDocument): void {
  if (bytes.length > maxDocumentBytes)
    throw new CommandError(
      10334,
      `BSONObj size: ${bytes.length} is invalid. Size must be between 0 and 16793600(16MB)`,
    );
  if (isDeeper(doc, maxDepth))
    throw new CommandError(15, `cannot insert document because it exceeds ${maxDepth} levels of nesting`);
}

/** An empty document or array inside does not count as a level. */
function isDeeper(value: Doc | readonly Value[], levels: number): boolean {
  if (levels === 0) return true;
  for (const item of value.values()) {
    if ((item instanceof Map && item.size > 0) || (Array.isArray(item) && item.length > 0))
      if (isDeeper(item, levels - 1)) return true;
  }
  return false;
}

/** Throws InvalidNamespace (73). */
export function checkNamespace(database: string, name: string): void {
  if (!isDatabaseName(database)) throw new CommandError(73, `Invalid database name: '${database}'`);
  if (name === '' || name.includes('$') || name.includes('\0') || name.startsWith('.') || name.startsWith('system.'))
    throw new CommandError(73, `Invalid collection name: ${name}`);
  const bytes = Buffer.byteLength(database) + 1 + Buffer.byteLength(name);
  if (bytes > maxNamespaceBytes)
    throw new CommandError(
      73,
      `Fully qualified namespace is too long. Namespace: ${database}.${name} Max: ${maxNamespaceBytes}`,
    );
}

const isDatabaseName = (name: string): boolean =>
  name !== '' && Buffer.byteLength(name) <= maxDatabaseBytes && !/[/\\. "$\0]/.test(name);

/** Throws CannotCreateIndex (67) when the collection has the maximum number already. */
export function checkIndexCount(namespace: string, count: number, key: string): void {
  if (count >= maxIndexes) throw new CommandError(67, `add index fails, too many indexes for ${namespace} key:${key}`);
}
