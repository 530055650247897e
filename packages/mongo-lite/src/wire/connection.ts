import type { Socket } from 'node:net';
import { failed, runCommand } from '../commands/dispatch.js';
import type { CommandContext, Session } from '../commands/command.js';
import { CommandError } from '../errors.js';
import { log } from '../log.js';
import { ProtocolError, encodeAnswer, headOf, messageLength, parseMessage } from './message.js';
import type { Request } from './message.js';

export type ServerContext = Omit<CommandContext, 'database' | 'session'>;

/** Serves one client: its commands run in order of arrival, and are answered in that order. */
export class Connection {
  readonly #socket: Socket;
  readonly #context: ServerContext;
  readonly #session: Session;
  #chunks: Buffer[] = [];
  #received = 0;
  #needed = 4;
  /** Resolves when every answer so far is written. */
  #answered: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(socket: Socket, context: ServerContext, id: number) {
    this.#socket = socket;
    this.#context = context;
    this.#session = { id, user: undefined };
    socket.setNoDelay(true);
    socket.on('data', (chunk) => this.#receive(chunk));
    socket.on('error', () => socket.destroy());
  }

  /** Writes the answers of the commands that have run, then ends the connection. */
  async close(): Promise<void> {
    await this.#answered;
    this.#socket.destroySoon();
  }

  #receive(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#received += chunk.length;
    // Large messages arrive in many pieces: they are joined once, when all have arrived.
    if (this.#received < this.#needed) return;
    let buffer = this.#chunks.length === 1 ? chunk : Buffer.concat(this.#chunks);
    try {
      for (;;) {
        const length = messageLength(buffer);
        this.#needed = length ?? 4;
        if (length === undefined || buffer.length < length) break;
        this.#handle(buffer.subarray(0, length));
        buffer = buffer.subarray(length);
      }
    } catch (error) {
      this.#abort(error);
      return;
    }
    this.#chunks = buffer.length > 0 ? [buffer] : [];
    this.#received = buffer.length;
  }

  #handle(message: Buffer): void {
    const request = this.#read(message);
    if (!request) return;
    const database = request.command.get('$db');
    const context = {
      session: this.#session,
      database: typeof database === 'string' ? database : '',
      ...this.#context,
    };
    const { answer, durable } =
      context.database === ''
        ? { answer: failed(new CommandError(40414, 'OP_MSG requests require a $db argument')), durable: false }
        : runCommand(request.command, context);
    const { store } = this.#context;
    const flushed = durable && !store.isFlushed ? store.flushed() : undefined;
    if (request.unanswered) return;
    const bytes = encodeAnswer(request, answer);
    if (!flushed && this.#waiting === 0) this.#socket.write(bytes);
    else this.#later(bytes, flushed);
  }

  /** Answers a message whose BSON is not valid, as MongoDB does. */
  #read(message: Buffer): Request | undefined {
    try {
      return parseMessage(message);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      this.#later(encodeAnswer(headOf(message), failed(error)), undefined);
      return undefined;
    }
  }

  #later(bytes: Buffer, flushed: Promise<void> | undefined): void {
    this.#waiting++;
    const before = this.#answered;
    this.#answered = Promise.all([before, flushed]).then(
      () => {
        this.#waiting--;
        if (this.#socket.writable) this.#socket.write(bytes);
      },
      () => {
        this.#socket.destroy();
      },
    );
  }

  #abort(error: unknown): void {
    const expected = error instanceof ProtocolError;
    log(expected ? 'warn' : 'error', 'connection ended', {
      reason: error instanceof Error ? (expected ? error.message : error.stack) : String(error),
    });
    this.#socket.destroy();
  }
}
