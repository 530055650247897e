import type { Doc, Value } from '../bson/values.js';
import type { Store } from '../storage/store.js';
import type { Cursors } from './cursors.js';
import type { Conversation, Credentials } from './scram.js';

/** The state of a connection. */
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
  /** The user that has to authenticate; undefined: no authentication is required. */
  readonly credentials: Credentials | undefined;
}

export interface Command {
  /** The fields that it accepts besides its name; any other is refused. */
  readonly fields: readonly string[];
  /** Accepts unknown fields, as the greeting does: newer drivers send more. */
  readonly lenient?: boolean;
  /** Accepted with a value that has no effect; otherwise refused by name. */
  readonly unsupported?: readonly string[];
  /** Answered only when its change is on disk. */
  readonly writes?: boolean;
  /** Can be called before authentication. */
  readonly open?: boolean;
  /** Runs synchronously and returns the answer's fields without `ok`. Throws CommandError. */
  run(command: Doc, context: CommandContext): Record<string, Value>;
}
