import { Double, docOf } from '../bson/values.js';
import type { Doc, Value } from '../bson/values.js';
import { CommandError } from '../errors.js';
import { aggregate } from './aggregate.js';
import { checkArguments, readConcernOf } from './arguments.js';
import { logout, saslContinue, saslStart } from './authentication.js';
import { collStats, create, drop, dropDatabase, listCollections, listDatabases } from './catalogue-commands.js';
import type { Command, CommandContext } from './command.js';
import { count, distinct } from './count-distinct.js';
import { getMore, killCursors } from './cursor-commands.js';
import { deleteCommand } from './delete.js';
import { explain } from './explain.js';
import { findAndModify } from './find-and-modify.js';
import { find } from './find.js';
import { createIndexes, dropIndexes, listIndexes } from './index-commands.js';
import { insert } from './insert.js';
import * as server from './server-commands.js';
import { update } from './update.js';

const commands: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['hello', server.hello],
  ['isMaster', server.hello],
  ['ismaster', server.hello],
  ['ping', server.ping],
  ['buildInfo', server.buildInfo],
  ['buildinfo', server.buildInfo],
  ['serverStatus', server.serverStatus],
  ['connectionStatus', server.connectionStatus],
  ['getParameter', server.getParameter],
  ['getCmdLineOpts', server.getCmdLineOpts],
  ['whatsmyuri', server.whatsMyUri],
  ['saslStart', saslStart],
  ['saslContinue', saslContinue],
  ['logout', logout],
  ['endSessions', server.endSessions],
  ['fsync', server.fsync],
  ['insert', insert],
  ['update', update],
  ['delete', deleteCommand],
  ['find', find],
  ['findAndModify', findAndModify],
  ['findandmodify', findAndModify],
  ['count', count],
  ['distinct', distinct],
  ['aggregate', aggregate],
  ['getMore', getMore],
  ['killCursors', killCursors],
  ['explain', explain],
  ['create', create],
  ['drop', drop],
  ['dropDatabase', dropDatabase],
  ['listDatabases', listDatabases],
  ['listCollections', listCollections],
  ['collStats', collStats],
  ['createIndexes', createIndexes],
  ['listIndexes', listIndexes],
  ['dropIndexes', dropIndexes],
  ['deleteIndexes', dropIndexes],
]);

/** For the README's table. */
export const commandNames: readonly string[] = [...commands.keys()];

const refused: ReadonlyMap<string, CommandError> = new Map([
  ['commitTransaction', new CommandError(20, 'This node was not started with the replSet option: no transactions')],
  ['abortTransaction', new CommandError(20, 'This node was not started with the replSet option: no transactions')],
]);

/**
 * Runs one command synchronously. If `durable` is set, the answer may only be sent when the store has flushed: the answer to a write, and
 * to a read with read concern majority, which here means data on disk. A failed command waits as well, because the reported error may
 * depend on a change that is not on disk yet.
 */
export function runCommand(command: Doc, context: CommandContext): { answer: Doc; durable: boolean } {
  const name = command.keys().next().value ?? '';
  const definition = commands.get(name);
  try {
    if (!definition) throw refused.get(name) ?? new CommandError(59, `no such command: '${name}'`);
    if (context.credentials && !definition.open && context.session.user === undefined) {
      throw new CommandError(13, `Command ${name} requires authentication`);
    }
    checkArguments(name, command, definition);
    return { answer: succeeded(definition.run(command, context)), durable: mustBeDurable(command, definition) };
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    return { answer: failed(error), durable: mustBeDurable(command, definition) };
  }
}

// a getMore does not repeat its find's read concern
const mustBeDurable = (command: Doc, definition: Command | undefined): boolean =>
  definition?.writes === true || command.has('getMore') || readConcernOf(command) === 'majority';

function succeeded(fields: Record<string, Value>): Doc {
  const answer = docOf(fields);
  answer.set('ok', new Double(1));
  return answer;
}

/** The answer for an error: `ok: 0`, code, codeName and message. */
export function failed(error: CommandError): Doc {
  const answer = docOf({ ok: new Double(0), errmsg: error.message, code: error.code, codeName: error.codeName });
  for (const [name, value] of error.details ?? []) answer.set(name, value);
  return answer;
}
