import type { Member } from './member.js';
import { parseMessage, type Doc, type Value } from './store.js';

const SET_NAME = 'model';

/** A member's reply to `hello`: its address, those of the other members, and whether it considers itself the primary. */
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

/** How long the reply to `hello` may wait for a change, milliseconds; undefined when the driver wants it at once. */
export function awaited(command: Doc, member: Member): number | undefined {
  const known = command.get('topologyVersion');
  const ms = command.get('maxAwaitTimeMS');
  if (!(known instanceof Map) || ms === undefined) return undefined;
  return Number(known.get('counter')) === member.changes ? Number(ms) : undefined;
}
