import type { Doc, Value } from '../bson/values.js';
import type { Store } from '../storage/store.js';
import type { Cursors } from './cursors.js';
import type { Conversation, Credentials } from './scram.js';

/** What a connection has said about itself. */
export interface Session {
  readonly id: number;
  /** The user that has authenticated; undefined before that, and always when no user is configured. */
  user: string | undefined;
  /** State of a SCRAM conversation. */
  conversation?: Conversation | undefined;
}

export interface CommandContext {
  readonly store: Store;
  readonly cursors: Cursors;
  readonly database: string;
  readonly session: Session;
  readonly port: number;
  /** The user that has to authenticate; undefined: everything is open. */
  readonly credentials: Credentials | undefined;
}

export interface Command {
  /** The fields that it takes besides its name; any other is refused. */
  readonly fields: readonly string[];
  /** Takes fields that it does not know, as the greeting does: newer drivers send more. */
  readonly lenient?: boolean;
  /** Taken with a value that asks for nothing; otherwise refused by name. */
  readonly unsupported?: readonly string[];
  /** Answered only when what it changed is on disk. */
  readonly writes?: boolean;
  /** Can be called before authentication. */
  readonly open?: boolean;
  /** Runs in one go and returns the answer's fields without `ok`. Throws CommandError. */
  run(command: Doc, context: CommandContext): Record<string, Value>;
}
