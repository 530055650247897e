import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { serve } from './connection.js';
import { ObjectId, docOf, type Doc, type Value } from './store.js';
import type { Term } from './term.js';

/** What a member knows of its set. */
export interface Neighbourhood {
  addresses(): Value[];
  /** Told of each write that a primary carries out now. */
  writes(command: Doc): void;
  /** Told of an error that no client caused. */
  broken(error: unknown): void;
}

/** One member of the set: an address of its own, and whether it takes itself for the primary. */
export class Member {
  readonly set: Neighbourhood;
  primary = false;
  term: Term;
  /** Of the election that made it the primary: later ones are greater. */
  electionId: ObjectId | undefined;
  /** Changes of its state so far, as topologyVersion counts them. */
  changes = 0;
  #processId = newId();
  #told: (() => void)[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  constructor(set: Neighbourhood, term: Term) {
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
    for (const tell of this.#told.splice(0)) tell();
  }

  /** Resolves when its state has changed, or after `ms`. */
  nextChange(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      timer.unref();
      this.#told.push(() => (clearTimeout(timer), resolve()));
    });
  }

  /** Breaks every connection, as a process that dies does. */
  drop(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** What drivers take for another process on the same port. */
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
