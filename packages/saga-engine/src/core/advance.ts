import { textOf } from './answers.js';
import type { Written } from './append.js';
import type { Decision, Sending } from './decide.js';
import { pivotIndex, type Definition } from './definition.js';
import { minutes } from './duration.js';
import type { Entry, Event, SagaRecord } from './journal.js';
import { definitionToRun } from './known.js';
import type { Outcome, EnginePorts } from './ports.js';
import { mustBeWritten } from './sent-ahead.js';
import { recordOutcome, type Attempt } from './outcome.js';
import { newSaga, insert, type Unstored } from './start.js';
import type { SagaView } from './view.js';
import { Together, type UnderWay } from './together.js';
import { wake } from './wake.js';
import { WriteBehind } from './write-behind.js';

export interface Run {
  /** Called after each append with the appended events; its failure is reported and changes nothing. */
  readonly checkpoint?: (saga: SagaView, events: readonly Event[]) => void | Promise<void>;
  /** When it returns true the run stops after the step in progress and has the saga woken again, for a graceful close. */
  readonly stopping?: () => boolean;
  /** The saga has been run before: it is read from the journal, even when this process has just inserted it. */
  readonly again?: boolean;
}

/**
 * Runs one saga until it waits, rests or ends; returns its state, undefined when there is no such saga. Safe to call concurrently: of two
 * appends one wins, and the other run stops or decides again from what is stored. Throws when the journal does; the sweep takes the saga up
 * again. Throws NotMine when this process cannot run it.
 */
export async function advance(ports: EnginePorts, id: string, run: Run = {}): Promise<SagaView | undefined> {
  const recent = run.again ? undefined : ports.journal.recentInsert(id);
  const loaded = recent ?? (await ports.journal.load(id));
  if (!loaded) return undefined;
  const definition = definitionToRun(ports.registry, loaded);
  const notes = new WriteBehind(ports, definition, loaded, (written, events) =>
    checkpoint(ports, run, written, events),
  );
  const together = new Together(ports);
  for (;;) {
    const decision = notes.decide();
    const over = decision.type === 'sleep' ? notes.paused().filter(({ pause }) => !ports.pauses?.isActive(pause)) : [];
    if (over.length > 0) {
      notes.add(
        over.map(({ step, phase }) => ({ type: 'resumed', step, phase })),
        undefined,
      );
      continue;
    }
    const resting = decision.type === 'finish' || decision.type === 'wait' || decision.type === 'sleep';
    const stopping = !resting && run.stopping?.();
    if (resting || stopping || notes.stuck || !mayRunAhead(definition, decision, notes.unwritten)) {
      const flushed = await notes.flush(decision.type === 'finish');
      if (flushed === 'gone') return undefined;
      if (flushed === 'changed') continue;
      if (flushed === 'theirs' || decision.type === 'finish') return notes.view();
    }
    if (resting || stopping) {
      await wake(ports, notes.stored, resting ? { at: decision.until, why: 'timer' } : { why: 'request' });
      return notes.view();
    }
    const send = (sending: Sending) => together.send(notes.stored, sending, notes.together());
    const came = await carryOut(ports, notes.stored, decision, send);
    if ('busyUntil' in came) {
      const flushed = await notes.flush(false);
      if (flushed === 'gone') return undefined;
      if (flushed === 'changed') continue;
      if (flushed === 'written') await wake(ports, notes.stored, { at: came.busyUntil, why: 'place' });
      return notes.view();
    }
    notes.add(came, 'key' in decision ? decision.key : undefined);
  }
}

/**
 * Whether a command may be sent while earlier entries are still being written to the journal. If they are lost, the same commands are sent
 * again with the same keys or, if the saga compensates, undone (see `mayHaveBeenSent`). Not allowed for the pivot, which cannot be undone,
 * and for the first undo: once it is sent, the saga must never go forward again.
 */
function mayRunAhead(definition: Definition, decision: Decision, unwritten: readonly Entry[]): boolean {
  switch (decision.type) {
    case 'send':
      if (decision.step === definition.steps[pivotIndex(definition)]?.name) return unwritten.length === 0;
      return unwritten.every((entry) => entry.type === 'done' && !mustBeWritten(definition, entry));
    case 'undo':
      return unwritten.every(({ type }) => type === 'undone');
    default:
      return unwritten.length === 0;
  }
}

/** The outcome, or until when the participant has no place: then nothing was sent and nothing is recorded. */
async function carryOut(
  ports: EnginePorts,
  record: SagaRecord,
  decision: Decision,
  send: (sending: Sending) => UnderWay,
): Promise<Event[] | { busyUntil: number }> {
  switch (decision.type) {
    case 'send':
    case 'undo': {
      const { step, command } = decision;
      const held = ports.pauses?.holding({ type: record.type, step, participant: command.participant });
      if (held) return [pausedFor(ports, decision, held)];
      let sentAt = ports.now();
      let outcome: Outcome;
      try {
        const underWay = send(decision);
        sentAt = underWay.startedAt;
        outcome = await underWay.outcome;
      } catch (error) {
        outcome = { type: 'in-doubt', error: error instanceof Error ? error.message : textOf(error) };
      }
      if (outcome.type === 'busy') return { busyUntil: outcome.until };
      return recordOutcome(ports, decision, outcome, sentAt);
    }
    case 'definition-failed':
      return recordOutcome(ports, decision, { type: 'in-doubt', error: decision.error }, ports.now());
    case 'expire':
      return [{ type: 'expired', step: decision.step, of: decision.of, reason: decision.reason }];
    case 'run-out':
      return [{ type: 'ran-out', step: decision.step }];
    case 'decide':
      return [{ type: 'decided', ...decision.wait }];
    case 'start-follow-up': {
      const { saga, id } = decision.followUp;
      let followUp: Unstored;
      try {
        followUp = newSaga(ports, { ...decision.followUp, correlationId: record.correlationId });
      } catch (error) {
        return recordOutcome(ports, decision, { type: 'in-doubt', error: textOf(error) }, ports.now());
      }
      const { saga: there } = await insert(ports, followUp, 'compensation');
      if (there.type !== saga) {
        const error = `The id of the follow-up, ${id}, is that of a saga of type ${there.type}.`;
        return recordOutcome(ports, decision, { type: 'in-doubt', error }, ports.now());
      }
      return [{ type: 'followed-up', saga, id }];
    }
    default:
      return [];
  }
}

/** How long a paused step rests before it checks by itself: the end of a pause wakes it. */
const PAUSED_REST = minutes(5);

function pausedFor(
  ports: EnginePorts,
  { type, step }: Attempt,
  { id: pause, reason }: { id: string; reason: string },
): Event {
  const until = ports.now() + Math.round(PAUSED_REST * (0.5 + ports.random() / 2));
  return { type: 'parked', step, phase: type === 'undo' ? 'undo' : 'do', until, why: `paused: ${reason}`, pause };
}

async function checkpoint(
  ports: EnginePorts,
  { checkpoint: onAppended }: Run,
  { view }: Written,
  events: readonly Event[],
): Promise<void> {
  if (!onAppended) return;
  try {
    await onAppended(view, events);
  } catch (error) {
    ports.report(error, { saga: view.id, doing: 'checkpoint' });
  }
}
