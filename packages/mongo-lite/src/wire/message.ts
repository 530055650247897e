import { decodeDocument } from '../bson/decode.js';
import { encodeDocument } from '../bson/encode.js';
import type { Doc, Value } from '../bson/values.js';

const headerBytes = 16;
const maxMessageBytes = 48_000_000;
const opReply = 1;
const opQuery = 2004;
const opMsg = 2013;

const checksumPresent = 1;
const moreToCome = 2;
/** A reader must understand all of the low sixteen flag bits. */
const requiredFlags = 0xffff;

/** A request, with the command in one document whatever its wire form. */
export interface Request {
  readonly id: number;
  readonly command: Doc;
  readonly legacy: boolean;
  /** The sender expects no answer. */
  readonly unanswered: boolean;
}

/** This server cannot read the message: the connection has to end. */
export class ProtocolError extends Error {}

/** The length of the message that starts the buffer; undefined if its length has not arrived yet. */
export function messageLength(buffer: Buffer): number | undefined {
  if (buffer.length < 4) return undefined;
  const length = buffer.readInt32LE(0);
  if (length < headerBytes || length > maxMessageBytes) throw new ProtocolError(`a message of ${length} bytes`);
  return length;
}

/** The parts of a message with unreadable BSON that its answer needs. */
export const headOf = (message: Buffer): Pick<Request, 'id' | 'legacy'> => ({
  id: message.readInt32LE(4),
  legacy: message.readInt32LE(12) === opQuery,
});

/** Reads a whole message. Throws ProtocolError, or CommandError for BSON that is not valid. */
export function parseMessage(message: Buffer): Request {
  const id = message.readInt32LE(4);
  const opCode = message.readInt32LE(12);
  if (opCode === opMsg) return parseMsg(id, message);
  if (opCode === opQuery) return parseQuery(id, message);
  throw new ProtocolError(`the operation ${opCode}: only OP_MSG, and OP_QUERY for the greeting, are supported`);
}

function parseMsg(id: number, message: Buffer): Request {
  const flags = message.readUInt32LE(headerBytes);
  if (flags & requiredFlags & ~(checksumPresent | moreToCome)) throw new ProtocolError(`the flags ${flags}`);
  const end = message.length - (flags & checksumPresent ? 4 : 0);
  let command: Doc | undefined;
  const sequences: [string, Value[]][] = [];
  for (let position = headerBytes + 4; position < end;) {
    const kind = message[position]!;
    const size = message.readInt32LE(position + 1);
    if (size < 5 || position + 1 + size > end) throw new ProtocolError('a section longer than its message');
    if (kind === 0) command = decodeDocument(message, position + 1);
    else if (kind === 1) sequences.push(parseSequence(message, position + 5, position + 1 + size));
    else throw new ProtocolError(`a section of kind ${kind}`);
    position += 1 + size;
  }
  if (!command) throw new ProtocolError('a message without a body');
  for (const [name, documents] of sequences) command.set(name, documents);
  return { id, command, legacy: false, unanswered: (flags & moreToCome) !== 0 };
}

function parseSequence(message: Buffer, start: number, end: number): [string, Value[]] {
  const nameEnd = message.indexOf(0, start);
  const documents: Value[] = [];
  for (let position = nameEnd + 1; position < end; position += message.readInt32LE(position)) {
    documents.push(decodeDocument(message, position));
  }
  return [message.toString('utf8', start, nameEnd), documents];
}

/** The legacy form of a command, which drivers use for their first greeting only. */
function parseQuery(id: number, message: Buffer): Request {
  const nameEnd = message.indexOf(0, headerBytes + 4);
  const namespace = message.toString('utf8', headerBytes + 4, nameEnd);
  if (!namespace.endsWith('.$cmd')) throw new ProtocolError('OP_QUERY for anything but the greeting');
  const command = decodeDocument(message, nameEnd + 9);
  const name = command.keys().next().value;
  if (!['hello', 'isMaster', 'ismaster'].includes(name ?? '')) {
    throw new ProtocolError(`OP_QUERY for ${name}: it serves the greeting only`);
  }
  if (!command.has('$db')) command.set('$db', namespace.slice(0, -'.$cmd'.length));
  return { id, command, legacy: true, unanswered: false };
}

let nextId = 1;

/** The message that answers a request. */
export function encodeAnswer(request: Pick<Request, 'id' | 'legacy'>, answer: Doc): Buffer {
  const message = encodeDocument(answer, headerBytes + (request.legacy ? 20 : 5));
  message.fill(0, 0, headerBytes + (request.legacy ? 20 : 5));
  message.writeInt32LE(message.length, 0);
  message.writeInt32LE(nextId, 4);
  nextId = (nextId + 1) & 0x7fffffff;
  message.writeInt32LE(request.id, 8);
  message.writeInt32LE(request.legacy ? opReply : opMsg, 12);
  if (request.legacy) {
    // Response flag AwaitCapable, no cursor, one document.
    message.writeInt32LE(8, 16);
    message.writeInt32LE(1, 32);
  }
  return message;
}
