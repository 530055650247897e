import { notPrimary } from './errors.js';
import type { Member } from './member.js';
import type { Data } from './data.js';
import { parseMessage, type Doc } from './store.js';

/** The commands that read data; a secondary refuses them unless the read preference allows secondaries. */
const SHOWS = new Set(['find', 'aggregate', 'count', 'distinct', 'listCollections', 'listIndexes', 'listDatabases']);

/**
 * Answers from the primary's own data; for read concern majority, and on a secondary, from what a majority has, which
 * may be older. A cursor continues on the side on which it was opened.
 */
export function read(command: Doc, message: Buffer, member: Member): Doc {
  const name = command.keys().next().value ?? '';
  if (SHOWS.has(name) && !member.primary && modeOf(command) === 'primary')
    return notPrimary('NotPrimaryNoSecondaryOk', 'not primary and secondaryOk=false', command, member.topologyVersion);
  return sideFor(name, command, member).run(parseMessage(message).command);
}

function sideFor(name: string, command: Doc, { term, primary }: Member): Data {
  const { local, majority } = term;
  if (!primary) return majority;
  if (name === 'getMore') return majority.opened(command.get('getMore')) ? majority : local;
  if (name === 'killCursors') {
    const [first] = command.get('cursors') as bigint[];
    return majority.opened(first) ? majority : local;
  }
  const concern = command.get('readConcern');
  return concern instanceof Map && concern.get('level') === 'majority' ? majority : local;
}

function modeOf(command: Doc): string {
  const preference = command.get('$readPreference');
  const mode = preference instanceof Map ? preference.get('mode') : undefined;
  return typeof mode === 'string' ? mode : 'primary';
}
