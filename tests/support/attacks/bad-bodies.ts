import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

const MIB = 1_048_576;
const BLANKS = Buffer.alloc(32 * MIB, ' ');
// compressed once: it takes longer than everything else here
const [GZIP, DEFLATE, BROTLI] = [
  gzipSync(BLANKS),
  deflateSync(BLANKS),
  brotliCompressSync(BLANKS.subarray(0, 8 * MIB)),
];
const JSON_TYPE = { 'content-type': 'application/json' };

/** A body that is refused, as it is sent: headers, and the pieces of the body with pauses between them. */
export interface BadBody {
  readonly headers: Record<string, string>;
  readonly pieces: readonly Buffer[];
  /** Milliseconds between two pieces. */
  readonly everyMs?: number;
  /** Closes the connection after the last piece; otherwise the body is complete. */
  readonly aborted?: boolean;
  /** The expected status; undefined when the client does not wait for an answer. */
  readonly status?: number;
}

const whole = (headers: Record<string, string>, body: Buffer, status: number): BadBody => ({
  headers: { ...JSON_TYPE, 'content-length': String(body.length), ...headers },
  pieces: [body],
  status,
});
const chunk = (bytes: number) => Buffer.from(`${bytes.toString(16)}\r\n${'1'.repeat(bytes)}\r\n`);
const chunked = { ...JSON_TYPE, 'transfer-encoding': 'chunked' };
const packed = (coding: string, body: Buffer): BadBody => whole({ 'content-encoding': coding }, body, 415);

/** Bodies that are refused before their content is parsed. */
export const BAD_BODIES: Readonly<Record<string, () => BadBody>> = {
  'packed by gzip': () => packed('gzip', GZIP),
  'packed by deflate': () => packed('deflate', DEFLATE),
  'packed by brotli': () => packed('br', BROTLI),
  'packed twice': () => packed('gzip, gzip', gzipSync(GZIP)),
  'packed in transfer': () => ({ ...whole({}, gzipSync('{}'), 415), headers: { ...chunked, 'transfer-encoding': 'gzip, chunked' }, pieces: [Buffer.from('0\r\n\r\n')] }), // prettier-ignore
  'falsely called packed': () => packed('gzip', Buffer.from('{"refreshToken":"x"}'.repeat(9_000))),
  'packed by nobody knows what': () => packed('zstd', Buffer.alloc(70_000)),
  'too long by its length': () => whole({}, Buffer.alloc(3 * MIB, '1'), 413),
  'too long in chunks': () => ({
    headers: chunked,
    pieces: [...Array.from({ length: 48 }, () => chunk(65_536)), Buffer.from('0\r\n\r\n')],
    status: 413,
  }),
  'too many values': () => whole({}, Buffer.from(`[${'{},'.repeat(300_000)}{}]`), 413),
  'too deep': () => whole({}, Buffer.from('['.repeat(MIB)), 413),
  'in another character set': () => whole({ 'content-type': 'application/json; charset=utf-16le' }, Buffer.alloc(90_000, ' '), 415), // prettier-ignore
  'of another type': () => whole({ 'content-type': 'text/plain' }, Buffer.alloc(900_000, ' '), 415),
  'not in UTF-8': () => whole({}, Buffer.from([0x22, 0xff, 0xfe, 0x22]), 400),
  'no JSON': () => whole({}, Buffer.alloc(200_000, '}'), 400),
  'cut off': () => ({ headers: { ...JSON_TYPE, 'content-length': '100000' }, pieces: [Buffer.alloc(70_000)], aborted: true }), // prettier-ignore
  'broken chunks': () => ({ headers: chunked, pieces: [Buffer.from('5\r\n{"a":\r\nZZ\r\n')], status: 400 }),
  'packed and slow': () => ({ ...packed('gzip', GZIP), everyMs: 100, pieces: slices(GZIP, 8) }),
};

const slices = (bytes: Buffer, count: number): Buffer[] =>
  Array.from({ length: count }, (_, at) =>
    bytes.subarray((at * bytes.length) / count, ((at + 1) * bytes.length) / count),
  );

/** Sends a request with such a body and returns the status, 0 when the connection ended without an answer. */
export async function sendBad(
  url: string,
  target: string,
  { headers, pieces, everyMs = 0, aborted = false }: BadBody,
  more: Record<string, string> = {},
): Promise<number> {
  const { hostname, port } = new URL(url);
  const socket: Socket = connect(Number(port), hostname).on('error', () => undefined);
  let answer = '';
  const answered = new Promise<void>((resolve) =>
    socket.on('data', (data) => {
      answer += String(data);
      if (answer.includes('\r\n\r\n')) resolve();
    }),
  );
  const closed = once(socket, 'close');
  const lines = Object.entries({ host: `${hostname}:${port}`, ...headers, ...more }).map(([k, v]) => `${k}: ${v}\r\n`);
  socket.write(`${target} HTTP/1.1\r\n${lines.join('')}\r\n`);
  for (const piece of pieces) {
    if (socket.destroyed) break;
    socket.write(piece);
    if (everyMs > 0) await pause(everyMs);
  }
  if (aborted) {
    // wait until everything is sent
    while (socket.writableLength > 0 && !socket.destroyed) await pause(5);
    socket.destroy();
    await closed;
    return 0;
  }
  await Promise.race([answered, closed, pause(10_000, undefined, { ref: false })]);
  socket.destroy();
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0);
}
