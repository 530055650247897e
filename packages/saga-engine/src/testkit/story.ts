import { fittingInput } from '../api/fitting.js';
import { decide, decideFrom, sentTogether, type Decision } from '../core/decide.js';
import type { Definition } from '../core/definition.js';
import { evolve, extend } from '../core/evolve.js';
import type { Entry, Event } from '../core/journal.js';
import { recordOutcome } from '../core/outcome.js';
import type { Signal } from '../core/saga.js';
import type { Answered } from '../core/storable.js';

type Sent = Extract<Decision, { type: 'send' | 'undo' }>;

/**
 * A saga run by its definition alone, without participants, database or queue: the next action, given its input and what happened so far.
 * Each method returns a new story and leaves this one unchanged, so that stories can branch.
 */
export interface Story {
  /**
   * The next action: `hotel.hold`, `undo hotel.release`, `wait approved`, `rest` (until it tries again), `start cancel-trip`, or the
   * outcome: `COMPLETED`, `COMPENSATED`.
   */
  readonly next: string;
  /** Commands that are sent at the same time, in the same notation: the rest of the group. Each is answered when it is `next`. */
  readonly together: readonly string[];
  /** The request of the next command; undefined when there is none. */
  readonly request: unknown;
  /** Epoch milliseconds until when it waits or rests; undefined when it does not. */
  readonly until: number | undefined;
  /** One line for each action and each event. */
  readonly transcript: readonly string[];
  /** Answers the next action: done, with this reply. */
  done(reply?: unknown): Story;
  /** Refuses the next action. */
  refused(reason: string, detail?: string): Story;
  /** Leaves the outcome of the next action in doubt. */
  inDoubt(error?: string): Story;
  /** Sends a signal that it waits for, or will wait for. Throws for a signal that the definition does not know. */
  signal<Name extends string, Payload>(signal: Signal<Name, Payload>, payload: NoInfer<Payload>): Story;
  /** Cancels the saga. */
  cancel(reason: string, by?: string): Story;
  /** Advances the clock by this many milliseconds. */
  after(ms: number): Story;
  /**
   * Does everything, with these replies by step, until it waits, rests or ends, or until this command is next. Throws when the command
   * never is.
   */
  run(replies?: Readonly<Record<string, unknown>>, until?: string): Story;
}

/** The story of a saga that begins now. `at`: epoch ms of its start. Throws InvalidInput, as a start does. */
export const storyOf = <Input>(
  definition: Definition<Input>,
  input: NoInfer<Input>,
  { id = 'saga-1', at = 0 }: { readonly id?: string; readonly at?: number } = {},
): Story =>
  continued({
    definition,
    saga: begun(definition, {
      id,
      version: definition.version,
      input: fittingInput(definition, input, 'code'),
      createdAt: at,
    }),
    now: at,
    lines: [],
  });

interface Saga {
  readonly id: string;
  readonly version: number;
  readonly input: unknown;
  readonly createdAt: number;
  readonly journal: Entry[];
}

interface StoryState {
  readonly definition: Definition;
  readonly saga: Saga;
  readonly now: number;
  readonly lines: readonly string[];
}

function begun(definition: Definition, saga: Omit<Saga, 'journal'>): Saga {
  const journal: Entry[] = [];
  evolve(definition, { ...saga, journal: [] }, journal);
  return { ...saga, journal };
}

/** The saga with these events, and the decisions that they cause, in its journal. */
const withEvents = (definition: Definition, saga: Saga, at: number, events: readonly Event[]): Saga => {
  const entries = events.map((event): Entry => ({ at, ...event }));
  return { ...saga, journal: [...saga.journal, ...extend(evolve(definition, saga), entries)] };
};

function continued(state: StoryState): Story {
  const { definition, saga, now, lines } = onward(state);
  const progress = evolve(definition, saga);
  const decision = decideFrom(progress, now);
  const next = inWords(decision);
  const happens = (events: readonly Event[], line: string, later = 0): Story => {
    const at = now + later;
    return continued({ definition, saga: withEvents(definition, saga, at, events), now: at, lines: [...lines, line] });
  };
  const answered = (outcome: Answered, word: string): Story => {
    if (decision.type === 'start-follow-up' && outcome.type === 'done') {
      const { saga: name, id } = decision.followUp;
      return happens([{ type: 'followed-up', saga: name, id }], `${next}: done`);
    }
    if (decision.type !== 'send' && decision.type !== 'undo' && decision.type !== 'start-follow-up')
      throw new Error(`Nothing was sent that could be answered: next is ${next}.`);
    return happens(recordOutcome({ now: () => now, random: () => 1 }, decision, outcome, now), `${next}: ${word}`);
  };
  const story: Story = {
    next,
    together: decision.type === 'send' ? sentTogether(progress, now).map(inWords) : [],
    request: isSent(decision) ? decision.command.request : undefined,
    until: decision.type === 'wait' || decision.type === 'sleep' ? decision.until : undefined,
    transcript: lines,
    done: (reply = {}) => answered({ type: 'done', reply }, 'done'),
    refused: (reason, detail) =>
      answered({ type: 'refused', reason, ...(detail ? { detail } : {}) }, `refused, ${reason}`),
    inDoubt: (error = 'no answer') => answered({ type: 'in-doubt', error }, `in doubt, ${error}`),
    signal: ({ name }, payload) => {
      assertNamed(`${definition.name} waits for no signal ${name}`, name, stepsOf(definition, 'wait'));
      return happens([{ type: 'signalled', signal: name, payload }], `signal ${name}`);
    },
    cancel: (reason, by = 'somebody') => happens([{ type: 'cancel-requested', by, reason }], `cancel, ${reason}`),
    after: (ms) => happens([], `${ms} ms pass`, ms),
    run(replies = {}, until) {
      const steps = stepsOf(definition, 'command');
      for (const step of Object.keys(replies)) assertNamed(`${definition.name} sends nothing at ${step}`, step, steps);
      if (next === until) return story;
      if (!(isSent(decision) || decision.type === 'start-follow-up')) {
        if (until === undefined) return story;
        throw new Error(`It never came to ${until}: next is ${next}, after ${lines.join('; ') || 'nothing'}.`);
      }
      return story.done(replies[decision.step]).run(replies, until);
    },
  };
  return story;
}

const stepsOf = ({ steps }: Definition, which: 'wait' | 'command'): string[] =>
  steps.filter(({ kind }) => (kind === 'wait') === (which === 'wait')).map(({ name }) => name);

function assertNamed(otherwise: string, name: string, names: readonly string[]): void {
  if (!names.includes(name)) throw new Error(`${otherwise}: there are ${names.join(', ') || 'none'}.`);
}

const isSent = (decision: Decision): decision is Sent => decision.type === 'send' || decision.type === 'undo';

/** Advances past decisions that need no answer. */
function onward(state: StoryState): StoryState {
  const { definition, saga, now, lines } = state;
  const decision = decide(definition, saga, now);
  const goes = (event: Event, line: string) =>
    onward({ ...state, saga: withEvents(definition, saga, now, [event]), lines: [...lines, line] });
  switch (decision.type) {
    case 'run-out':
      return goes({ type: 'ran-out', step: decision.step }, `${decision.step} runs out`);
    case 'decide':
      return goes({ type: 'decided', ...decision.wait }, `decides on ${decision.step}`);
    case 'expire':
      return goes(
        { type: 'expired', step: decision.step, of: decision.of, reason: decision.reason },
        `${decision.step} expires, ${decision.reason}`,
      );
    default:
      return state;
  }
}

function inWords(decision: Decision): string {
  switch (decision.type) {
    case 'send':
      return `${decision.command.participant}.${decision.command.method}`;
    case 'undo':
      return `undo ${decision.command.participant}.${decision.command.method}`;
    case 'wait':
      return `wait ${decision.signal}`;
    case 'sleep':
      return 'rest';
    case 'start-follow-up':
      return `start ${decision.followUp.saga}`;
    case 'definition-failed':
      throw new Error(`A function of the definition threw at ${decision.step}: ${decision.error}`);
    case 'finish':
      return decision.outcome;
    default:
      throw new Error(`It decides nothing at ${decision.step}.`);
  }
}
