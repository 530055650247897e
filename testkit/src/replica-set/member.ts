import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { serve } from './connection.js';
import { ObjectId, docOf, type Doc, type Value } from './store.js';
import type { Term } from './term.js';

/** What a member needs of its set. */
export interface MemberContext {
  addresses(): Value[];
  /** Called before a primary carries out a write. */
  writes(command: Doc): void;
  /** Called with an error that no client caused. */
  broken(error: unknown): void;
}

/** One member of the set: its own address, and whether it considers itself the primary. */
export class Member {
  readonly set: MemberContext;
  primary = false;
  term: Term;
  /** The id of the election that made it the primary: later ones are greater. */
  electionId: ObjectId | undefined;
  /** Changes of its state so far, as topologyVersion counts them. */
  changes = 0;
  #processId = newId();
  #listeners: (() => void)[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  constructor(set: MemberContext, term: Term) {
    this.set = set;
    this.term = term;
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.once('close', () => this.#sockets.delete(socket));
      serve(socket, this);
    });
  }

  /** Listens on a free port of 127.0.0.1. */
  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  get address(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get topologyVersion(): Doc {
    return docOf({ processId: this.#processId, counter: BigInt(this.changes) });
  }

  writes(command: Doc): void {
    this.set.writes(command);
  }

  /** Becomes the primary of a term, with the number of its election, or a secondary of it. */
  become(primary: boolean, term: Term, election?: number): void {
    this.primary = primary;
    this.term = term;
    if (election) this.electionId = new ObjectId(`7fffffff${election.toString(16).padStart(16, '0')}`);
    this.changes += 1;
    for (const notify of this.#listeners.splice(0)) notify();
  }

  /** Resolves when its state has changed, or after `ms`. */
  nextChange(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      timer.unref();
      this.#listeners.push(() => (clearTimeout(timer), resolve()));
    });
  }

  /** Resets every connection, as a process that dies does. */
  drop(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** Presents the member to drivers as a new process on the same port. */
  restarted(): void {
    this.#processId = newId();
    this.changes = 0;
    this.drop();
  }

  async close(): Promise<void> {
    this.drop();
    this.#server.close();
    await once(this.#server, 'close');
  }
}

const newId = () => new ObjectId(randomBytes(12).toString('hex'));
