import { isTruthy } from '../bson/numbers.js';
import { Binary } from '../bson/values.js';
import type { Doc, Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import type { Command, CommandContext } from './command.js';
import { authenticationFailed, finishConversation, startConversation } from './scram.js';

const conversationId = 1;

export const saslStart: Command = {
  fields: ['mechanism', 'payload', 'options', 'autoAuthorize', 'db'],
  open: true,
  run: begin,
};

function begin(command: Doc, { credentials, session, database }: CommandContext): Record<string, Value> {
  const mechanism = command.get('mechanism');
  if (mechanism !== 'SCRAM-SHA-256') {
    throw new CommandError(334, `Received authentication for mechanism ${String(mechanism)} which is not enabled`);
  }
  // The user belongs to admin, like the user that MongoDB's own images create.
  if (!credentials || (command.get('db') ?? database) !== 'admin') throw authenticationFailed();
  const options = command.get('options');
  const skip = options instanceof Map && isTruthy(options.get('skipEmptyExchange'));
  session.conversation = startConversation(textOf(command.get('payload')), credentials, skip);
  return { conversationId, done: false, payload: binaryOf(session.conversation.serverFirst) };
}

export const saslContinue: Command = {
  fields: ['conversationId', 'payload'],
  open: true,
  run(command, { credentials, session }) {
    const conversation = session.conversation;
    if (!credentials || !conversation) {
      // The final, empty message of a client that does not skip it.
      if (session.user !== undefined) return { conversationId, done: true, payload: binaryOf('') };
      throw new CommandError(17, 'No SASL session state found');
    }
    session.conversation = undefined;
    const proof = finishConversation(textOf(command.get('payload')), conversation, credentials);
    session.user = conversation.user;
    return { conversationId, done: conversation.skipEmptyExchange, payload: binaryOf(proof) };
  },
};

export const logout: Command = {
  fields: [],
  open: true,
  run(_command, { session }) {
    session.user = undefined;
    return {};
  },
};

/** The answer to a saslStart within the greeting; undefined, as if it had not been sent, when it cannot be served. */
export function speculate(command: Doc, context: CommandContext): Doc | undefined {
  const start = command.get('speculativeAuthenticate');
  if (!(start instanceof Map) || !context.credentials) return undefined;
  try {
    return new Map(Object.entries(begin(start, context)));
  } catch (error) {
    if (error instanceof CommandError) return undefined;
    throw error;
  }
}

function textOf(payload: Value): string {
  if (!(payload instanceof Binary)) throw authenticationFailed();
  return payload.bytes.toString('utf8');
}

function binaryOf(text: string): Binary {
  return new Binary(0, Buffer.from(text, 'utf8'));
}
