/** What a client sends first on an HTTP/2 connection (RFC 9113, 3.4), without its settings. */
export const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

export const TYPE = {
  data: 0,
  headers: 1,
  priority: 2,
  reset: 3,
  settings: 4,
  push: 5,
  ping: 6,
  goaway: 7,
  window: 8,
  continuation: 9,
} as const;
export const FLAG = { endStream: 1, ack: 1, endHeaders: 4, padded: 8 } as const;

/** A frame of HTTP/2 (RFC 9113, 4.1). */
export function frame(type: number, flags: number, stream: number, payload: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};

/** A SETTINGS frame. */
export const settingsFrame = (values: Readonly<Record<number, number>> = {}): Buffer =>
  frame(
    TYPE.settings,
    0,
    0,
    Buffer.concat(Object.entries(values).flatMap(([id, value]) => [Buffer.from([0, Number(id)]), uint32(value)])),
  );
/** A RST_STREAM frame. */
export const resetFrame = (stream: number, code: number): Buffer => frame(TYPE.reset, 0, stream, uint32(code));
/** A WINDOW_UPDATE frame. */
export const windowFrame = (stream: number, increment: number): Buffer =>
  frame(TYPE.window, 0, stream, uint32(increment));

/** An HPACK integer with a prefix of seven bits (RFC 7541, 5.1). */
function integer(value: number): Buffer {
  if (value < 127) return Buffer.from([value]);
  const bytes = [127];
  for (value -= 127; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return Buffer.from([...bytes, value]);
}
const text = (value: string): Buffer => Buffer.concat([integer(value.length), Buffer.from(value, 'latin1')]);

/** A block of header fields, each literal and not indexed (RFC 7541, 6.2.2), so that any name and value can be sent. */
export const headerBlock = (fields: readonly (readonly [name: string, value: string])[]): Buffer =>
  Buffer.concat(fields.flatMap(([name, value]) => [Buffer.from([0]), text(name), text(value)]));

/** The header fields of a request, pseudo-header fields first. */
export const requestBlock = (
  method: string,
  path: string,
  authority: string,
  fields: Readonly<Record<string, string>> = {},
): Buffer =>
  headerBlock([
    [':method', method],
    [':scheme', 'https'],
    [':path', path],
    [':authority', authority],
    ...Object.entries(fields),
  ]);
