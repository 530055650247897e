import type { Member } from './member.js';
import { parseMessage, type Doc, type Value } from './store.js';

const SET_NAME = 'model';

/** The greeting of a member of a replica set: who it is, who the others are, which of them it takes for the primary. */
export function hello(message: Buffer, member: Member): Doc {
  const { command } = parseMessage(message);
  const isMaster = command.keys().next().value !== 'hello';
  for (const field of ['topologyVersion', 'maxAwaitTimeMS']) command.delete(field);
  const answer = member.term.local.run(command);
  const more: Record<string, Value> = {
    [isMaster ? 'ismaster' : 'isWritablePrimary']: member.primary,
    secondary: !member.primary,
    setName: SET_NAME,
    setVersion: 1,
    hosts: member.set.addresses(),
    me: member.address,
    topologyVersion: member.topologyVersion,
    ...(member.primary ? { electionId: member.electionId, primary: member.address } : {}),
  };
  return new Map([...answer, ...Object.entries(more)]);
}

/** How long a driver lets the greeting wait for a change, milliseconds; undefined when it wants the answer at once. */
export function awaited(command: Doc, member: Member): number | undefined {
  const known = command.get('topologyVersion');
  const ms = command.get('maxAwaitTimeMS');
  if (!(known instanceof Map) || ms === undefined) return undefined;
  return Number(known.get('counter')) === member.changes ? Number(ms) : undefined;
}
