import type { Definition } from '../../../dist/core/definition.js';
import { evolve } from '../../../dist/core/evolve.js';
import type { MemoryJournal } from '../memory.js';
import type { SimulatedParticipants } from './simulated-participants.js';
import type { Outsider } from './any-business.js';

/** The invariants of a generated saga at the end; returns the violated ones. */
export function kept(
  definition: Definition,
  journal: MemoryJournal,
  participants: SimulatedParticipants,
  { id, cancelled, signals }: Outsider,
): string[] {
  const saga = journal.sagas.get(id);
  if (!saga) return [`${id} was accepted and is not there`];
  const broken: string[] = [];
  const { steps, state, followedUp } = evolve(definition, saga);
  if (state !== 'COMPLETED' && state !== 'COMPENSATED') broken.push(`${id} has not ended: ${state}`);
  if (state !== saga.state) broken.push(`${id} is stored as ${saga.state} and folds to ${state}`);
  if (cancelled && state !== 'COMPENSATED' && !followedUp) broken.push(`${id} was cancelled and is ${state}`);
  for (const [index, { step, status }] of steps.entries()) {
    if (step.kind === 'wait') continue;
    const { done, undone } = participants.effectOf(id, step.name);
    const sent = participants.sent.has(`${id}.${step.name}`) || participants.sent.has(`${id}.${step.name}.undo`);
    const told = `${id} is ${state}, ${step.name} is ${status}, done ${done} and undone ${undone} times`;
    if (done > 1 || undone > done) broken.push(told);
    if (step.kind === 'undoable' && step.compensate === 'nothing') continue;
    const stays = state === 'COMPLETED' && status === 'done' && !followedUp;
    if (done - undone !== (stays ? 1 : 0) && !(followedUp && status === 'pending')) broken.push(told);
    if (followedUp && done !== undone) broken.push(`${told}, and was not undone`);
    const again = saga.journal.some(({ type }) => type === 'restarted');
    if (status === 'skipped' && sent && !again) broken.push(`${told}, and was sent all the same`);
    if (step.kind !== 'undoable' || step.insteadOf !== undefined || state !== 'COMPLETED' || status === 'skipped')
      continue;
    const after = steps
      .slice(index + 1)
      .findIndex((each) => each.step.kind !== 'undoable' || each.step.insteadOf === undefined);
    const ways = steps.slice(index, after < 0 ? undefined : index + 1 + after);
    const taken = ways.filter((way) => way.status === 'done');
    if (taken.length !== 1)
      broken.push(`${id} is ${state}, and of the ways of ${step.name} ${taken.length} were taken`);
  }
  for (const [name, ids] of signals) {
    const lines = saga.journal.flatMap((entry) =>
      entry.type === 'signalled' && entry.signal === name ? [entry.id] : [],
    );
    if (new Set(lines).size !== lines.length) broken.push(`${id} has taken a signal ${name} twice`);
    for (const each of ids) if (!lines.includes(each)) broken.push(`${id} has lost the signal ${name} ${each}`);
  }
  return broken;
}
