const longest = 24;
const slots = 4096;
/** By a hash of their bytes; a later text takes the place of an earlier one with the same hash. */
const known: (string | undefined)[] = Array.from({ length: slots }, () => undefined);

/**
 * The UTF-8 text of the bytes from `start` to `end`. Short texts, names of fields above all, come again and again: they
 * are the same string each time, found without leaving JavaScript.
 */
export function textAt(bytes: Buffer, start: number, end: number): string {
  const length = end - start;
  if (length > longest) return bytes.toString('utf8', start, end);
  let hash = length;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    if (byte > 127) return bytes.toString('utf8', start, end);
    hash = (Math.imul(hash, 31) + byte) | 0;
  }
  const slot = (hash ^ (hash >>> 12)) & (slots - 1);
  const text = known[slot];
  if (text !== undefined && isAt(text, bytes, start, length)) return text;
  return (known[slot] = bytes.toString('latin1', start, end));
}

function isAt(text: string, bytes: Buffer, start: number, length: number): boolean {
  if (text.length !== length) return false;
  for (let i = 0; i < length; i++) if (text.charCodeAt(i) !== bytes[start + i]) return false;
  return true;
}
