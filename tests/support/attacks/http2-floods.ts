import { setTimeout as pause } from 'node:timers/promises';
import { connect, type TLSSocket } from 'node:tls';
import { gzipSync } from 'node:zlib';
import {
  FLAG,
  frame,
  headerBlock,
  PREFACE,
  requestBlock,
  resetFrame,
  settingsFrame,
  TYPE,
  windowFrame,
} from '@shop/testkit/http2-frames';

/** What a client sends on one connection after its preface and settings. */
export interface Flood {
  readonly bytes: Buffer;
  /** Its settings, by their numbers. */
  readonly settings?: Readonly<Record<number, number>>;
  /** Reads the gateway's answers; a client that does not is the harder case. */
  readonly reads?: boolean;
}

const WHOLE = FLAG.endHeaders | FLAG.endStream;
const HOST = 'localhost';
const GET = requestBlock('GET', '/openapi.json', HOST);
const JSON_POST = { 'content-type': 'application/json' };
const POST = requestBlock('POST', '/api/users/refresh', HOST, JSON_POST);
const packed = requestBlock('POST', '/api/users/refresh', HOST, { ...JSON_POST, 'content-encoding': 'gzip' });
const BOMB = gzipSync(Buffer.alloc(16 * 1_048_576, ' '));

const times = (count: number, make: (stream: number, index: number) => Buffer | readonly Buffer[]): Buffer =>
  Buffer.concat(Array.from({ length: count }, (_, index) => make(2 * index + 1, index)).flat());
const headers = (stream: number, block: Buffer, flags: number = WHOLE) => frame(TYPE.headers, flags, stream, block);
const data = (stream: number, bytes: Buffer, flags = 0) => frame(TYPE.data, flags, stream, bytes);
const slices = (bytes: Buffer, size = 16_384): Buffer[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size));

/** A request with a body, as frames of one stream. */
const posted = (stream: number, block: Buffer, bytes: Buffer): Buffer[] => [
  headers(stream, block, FLAG.endHeaders),
  ...slices(bytes).map((slice) => data(stream, slice)),
  data(stream, Buffer.alloc(0), FLAG.endStream),
];
const withdrawn = (code: number) => times(20_000, (stream) => [headers(stream, GET), resetFrame(stream, code)]);
const inPieces = (size: number, count: number, flags = 0) =>
  Buffer.concat([headers(1, POST, FLAG.endHeaders), times(count, () => data(1, Buffer.alloc(size, 1), flags))]);
/** An entry of 4,000 bytes in the HPACK table, then references to it. */
const references = Buffer.concat([
  Buffer.from([0x40, 1, 0x61, 0x7f, 0xa1, 0x1e]),
  Buffer.alloc(4_000, 'a'),
  Buffer.alloc(10_000, 0xbe),
]);

export const FLOODS: Readonly<Record<string, () => Flood>> = {
  'large answers that nobody reads': () => ({
    bytes: Buffer.concat([windowFrame(0, 0x7fff_0000), times(20, (stream) => headers(stream, GET))]),
    settings: { 4: 0x7fff_ffff },
  }),
  'answers for a window of nothing': () => ({
    bytes: times(100, (stream) => headers(stream, GET)),
    settings: { 4: 0 },
    reads: true,
  }),
  'requests withdrawn with NO_ERROR': () => ({ bytes: withdrawn(0) }),
  'requests withdrawn with CANCEL': () => ({ bytes: withdrawn(8) }),
  'requests that the gateway has to reset': () => ({
    bytes: times(5_000, (stream) => [headers(stream, GET), windowFrame(stream, 0)]),
    reads: true,
  }),
  'more for a request that is over': () => ({
    bytes: times(5_000, (stream) => [headers(stream, GET), data(stream, Buffer.from('1'))]),
    reads: true,
  }),
  'more requests than are allowed at once': () => ({
    bytes: times(5_000, (stream) => headers(stream, POST, FLAG.endHeaders)),
    reads: true,
  }),
  'bodies in pieces of a byte': () => ({ bytes: inPieces(1, 20_000), reads: true }),
  'bodies in pieces of nothing': () => ({ bytes: inPieces(0, 30_000), reads: true }),
  'bodies of padding': () => ({
    bytes: Buffer.concat([
      headers(1, POST, FLAG.endHeaders),
      times(4_000, () => data(1, Buffer.concat([Buffer.from([255]), Buffer.alloc(255)]), FLAG.padded)),
    ]),
    reads: true,
  }),
  'bodies falsely called packed': () => ({
    bytes: times(30, (stream) => posted(stream, packed, Buffer.alloc(20_000, '{'))),
    reads: true,
  }),
  'bodies that unpack to much more': () => ({
    bytes: times(30, (stream) => posted(stream, packed, BOMB)),
    reads: true,
  }),
  'bodies that are cut off': () => ({
    bytes: times(90, (stream) => [headers(stream, POST, FLAG.endHeaders), data(stream, Buffer.alloc(600, '{'))]),
  }),
  'bodies other than their length': () => ({
    bytes: times(90, (stream) => posted(stream, requestBlock('POST', '/api/users/refresh', HOST, { ...JSON_POST, 'content-length': '3' }), Buffer.alloc(90))), // prettier-ignore
    reads: true,
  }),
  'PING frames': () => ({ bytes: times(20_000, () => frame(TYPE.ping, 0, 0, Buffer.alloc(8))) }),
  'answers to PING frames that nobody sent': () => ({
    bytes: times(20_000, () => frame(TYPE.ping, FLAG.ack, 0, Buffer.alloc(8))),
    reads: true,
  }),
  'SETTINGS frames': () => ({ bytes: times(20_000, () => settingsFrame()) }),
  'SETTINGS frames with everything changed': () => ({
    bytes: times(20_000, (_, index) => settingsFrame({ 1: index % 4_096, 4: index, 5: 16_384 + index })),
    reads: true,
  }),
  'PRIORITY frames': () => ({
    bytes: times(20_000, (stream) => frame(TYPE.priority, 0, stream, Buffer.from([0, 0, 0, 0, 9]))),
    reads: true,
  }),
  'WINDOW_UPDATE frames': () => ({ bytes: times(20_000, () => windowFrame(0, 1)), reads: true }),
  'frames of a kind that nobody knows': () => ({ bytes: times(20_000, () => frame(0x42, 0, 0)), reads: true }),
  'GOAWAY frames': () => ({ bytes: times(20_000, () => frame(TYPE.goaway, 0, 0, Buffer.alloc(8))), reads: true }),
  'CONTINUATION frames without end': () => ({
    bytes: Buffer.concat([
      headers(1, GET, FLAG.endStream),
      times(1_500, (_, index) => frame(TYPE.continuation, 0, 1, headerBlock([[`x-${index}`, 'a'.repeat(8_000)]]))),
    ]),
  }),
  'CONTINUATION frames of nothing': () => ({
    bytes: Buffer.concat([headers(1, GET, FLAG.endStream), times(20_000, () => frame(TYPE.continuation, 0, 1))]),
  }),
  'header fields that refer to a large one': () => ({
    bytes: times(150, (stream) => headers(stream, Buffer.concat([GET, references]))),
    reads: true,
  }),
  'trailers without end': () => ({
    bytes: times(90, (stream) => [
      headers(stream, POST, FLAG.endHeaders),
      headers(stream, headerBlock(Array.from({ length: 400 }, (_, index) => [`x-${index}`, 'a'] as const))),
    ]),
    reads: true,
  }),
};

/** Sends a flood until the gateway closes the connection, all is sent or `ms` have passed; what is left open is closed then. */
export async function sendFlood(
  url: string,
  { bytes, settings = {}, reads = false }: Flood,
  ms: number,
): Promise<'closed' | 'open'> {
  const { hostname: host, port } = new URL(url);
  const socket: TLSSocket = connect({ host, port: Number(port), servername: HOST, ALPNProtocols: ['h2'], rejectUnauthorized: false }); // prettier-ignore
  const closed = new Promise((resolve) => socket.on('error', () => undefined).once('close', resolve));
  try {
    socket.once('secureConnect', () => {
      if (reads) socket.resume();
      socket.write(Buffer.concat([PREFACE, settingsFrame(settings), bytes]));
    });
    await Promise.race([closed, pause(ms, undefined, { ref: false })]);
    return socket.destroyed ? 'closed' : 'open';
  } finally {
    socket.destroy();
  }
}
