import type { Socket } from 'node:net';
import { failure, notModelled } from './errors.js';
import { awaited, hello } from './hello.js';
import type { Member } from './member.js';
import { read } from './reads.js';
import { unmodelled } from './refusals.js';
import { encodeAnswer, messageLength, parseMessage, type Doc } from './store.js';
import { write, WRITES } from './writes.js';

const GREETINGS = new Set(['hello', 'isMaster', 'ismaster']);
const OP_MSG = 2013;
/** Flags of OP_MSG: `exhaustAllowed`, the client accepts further replies to one request; `moreToCome`, another reply follows. */
const EXHAUST_ALLOWED = 1 << 16;
const MORE_TO_COME = 2;

/** Serves one client of a member: its commands run in the order in which they come. */
export function serve(socket: Socket, member: Member): void {
  let received = Buffer.alloc(0);
  let last: Promise<void> = Promise.resolve();
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    for (let message = next(); message; message = next()) {
      const whole = message;
      last = last
        .then(() => answer(socket, whole, member))
        .catch((error: unknown) => {
          member.set.broken(error);
          socket.destroy();
        });
    }
  });

  /** The next complete message. Closes the connection of a client that speaks another protocol, such as one of the port's previous server. */
  function next(): Buffer | undefined {
    try {
      const length = messageLength(received);
      if (!length || received.length < length) return undefined;
      const message = Buffer.from(received.subarray(0, length));
      received = received.subarray(length);
      return message;
    } catch {
      received = Buffer.alloc(0);
      socket.destroy();
      return undefined;
    }
  }
}

async function answer(socket: Socket, message: Buffer, member: Member): Promise<void> {
  const request = parseMessage(message);
  const { command } = request;
  if (GREETINGS.has(command.keys().next().value ?? '')) return greet(socket, message, member);
  const answered = await answerTo(command, message, member);
  if (!request.unanswered && socket.writable) socket.write(encodeAnswer(request, answered));
}

async function answerTo(command: Doc, message: Buffer, member: Member): Promise<Doc> {
  const unknown = unmodelled(command);
  if (unknown) return notModelled(unknown);
  if (!command.has('$db')) return failure(40414, 'Location40414', 'OP_MSG requests require a $db argument');
  const name = command.keys().next().value ?? '';
  return WRITES.has(name) ? write(command, message, member) : read(command, message, member);
}

/** Streaming protocol: a driver that knows the member's state gets a reply at the next change, and then at each further one without a request. */
async function greet(socket: Socket, message: Buffer, member: Member): Promise<void> {
  const request = parseMessage(message);
  const exhaust = message.readInt32LE(12) === OP_MSG && (message.readUInt32LE(16) & EXHAUST_ALLOWED) !== 0;
  const ms = Number(request.command.get('maxAwaitTimeMS') ?? 0);
  const first = awaited(request.command, member);
  if (first !== undefined) await member.nextChange(first);
  for (let id = request.id; socket.writable;) {
    const bytes = encodeAnswer({ id, legacy: request.legacy }, hello(message, member));
    if (exhaust) bytes.writeUInt32LE(MORE_TO_COME, 16);
    socket.write(bytes);
    if (!exhaust) return;
    id = bytes.readInt32LE(4);
    await member.nextChange(ms);
  }
}
