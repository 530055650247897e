import { append } from './append.js';
import type { Definition } from './definition.js';
import { describe, describeFrom } from './describe.js';
import { evolve, extend } from './evolve.js';
import type { Event, SagaRecord } from './journal.js';
import type { Outside, Wake } from './outside.js';
import { ended, isPassedOver, pivotBegun, type Progress } from './progress.js';
import { insert, type Beginning } from './start.js';
import type { SagaView } from './view.js';
import { wake } from './wake.js';

/** No saga has that id. */
export class SagaNotFound extends Error {
  override readonly name = 'SagaNotFound';
  constructor(id: string) {
    super(`There is no saga ${id}.`);
  }
}

/** `late`: nothing is left that this could change; `saga` says what became of it. */
export interface Answer {
  readonly answer: 'accepted' | 'duplicate' | 'late';
  readonly saga: SagaView;
}

type Verdict = Event | 'duplicate' | 'late';

/** The ways in. Each is one append; all throw SagaNotFound for an unknown id, and what the journal throws. */
export interface Entrance {
  /** Starts a saga of the newest version; an id that exists answers the saga that has it, unchanged. */
  start(beginning: Beginning): Promise<{ started: boolean; saga: SagaView; record: SagaRecord }>;
  /** Delivers a signal: early is kept, twice is one, late changes nothing. Throws for one that the saga does not know. */
  signal(id: string, name: string, payload: unknown): Promise<Answer>;
  /**
   * Turns the saga round, or, once the pivot has begun, has it followed by the saga that undoes it; `accepted` always
   * ends in one of the two, also for a saga that was ended by hand, which is taken up again. `reason` is a stable code.
   */
  cancel(id: string, request: { by: string; reason: string; detail?: string }): Promise<Answer>;
  /** Tries at once whatever rests; a waiting saga is only woken. */
  retry(id: string, request: { by: string; reason: string }): Promise<Answer>;
  /** An operator's cancel. Not for a saga that has ended. */
  compensate(id: string, request: { by: string; reason: string }): Promise<Answer>;
  /** Ends the saga as it stands; what is left to do was done by hand. */
  resolve(id: string, request: { by: string; reason: string }): Promise<Answer>;
}

const tries = 100;

export function entrance(outside: Outside): Entrance {
  const change = async (
    id: string,
    why: Wake['why'],
    judge: (progress: Progress, definition: Definition) => Verdict,
  ): Promise<Answer> => {
    for (let attempt = 0; attempt < tries; attempt++) {
      const record = await outside.journal.load(id);
      if (!record) throw new SagaNotFound(id);
      const definition = outside.registry.get(record.type, record.version);
      const progress = evolve(definition, record);
      const verdict = judge(progress, definition);
      if (typeof verdict === 'string') return { answer: verdict, saga: describeFrom(progress, record) };
      const entry = { ...verdict, at: outside.now() };
      extend(progress, [entry]);
      const written = await append(outside, progress, record, [entry]);
      if (!written) continue;
      if (written.decision.type !== 'finish') await wake(outside, written.record, { why });
      return { answer: 'accepted', saga: written.view };
    }
    throw new Error(`Saga ${id} changes too fast to be changed from outside; try again.`);
  };

  return {
    start: async (beginning) => {
      const { inserted, saga: record } = await insert(outside, beginning);
      const saga = describe(outside.registry.get(record.type, record.version), record);
      return { started: inserted, saga, record };
    },
    signal: (id, name, payload) => change(id, 'signal', (progress) => judgeSignal(progress, name, payload)),
    cancel: (id, request) =>
      change(id, 'request', (progress, definition) =>
        judgeCancel(progress, definition, { type: 'cancel-requested', ...request }),
      ),
    compensate: (id, request) =>
      change(id, 'request', (progress, definition) =>
        ended(progress) ? 'late' : judgeCancel(progress, definition, { type: 'compensate-requested', ...request }),
      ),
    retry: (id, request) =>
      change(id, 'request', (progress) => (over(progress) ? 'late' : { type: 'retry-requested', ...request })),
    resolve: (id, request) =>
      change(id, 'request', (progress) => (over(progress) ? 'late' : { type: 'resolved', ...request })),
  };
}

const followUpPending = ({ state, lateCancel, followedUp }: Progress) =>
  state === 'COMPLETED' && lateCancel !== undefined && !followedUp;
const over = (progress: Progress) => ended(progress) && !followUpPending(progress);

function judgeSignal(progress: Progress, name: string, payload: unknown): Verdict {
  const index = progress.steps.findIndex(({ step }) => step.kind === 'wait' && step.name === name);
  const awaited = progress.steps[index];
  if (!awaited || awaited.step.kind !== 'wait') {
    throw new Error(`Saga ${progress.definition.name} waits for no signal ${name}.`);
  }
  if (progress.signals.has(name)) return 'duplicate';
  if (progress.failure || ended(progress) || index < progress.cursor) return 'late';
  return isPassedOver(progress, awaited.step) ? 'late' : { type: 'signalled', signal: name, payload };
}

function judgeCancel(progress: Progress, { onLateCancel }: Definition, event: Event): Verdict {
  if (!progress.resolved && (progress.failure || progress.lateCancel)) return 'duplicate';
  if (pivotBegun(progress) && !onLateCancel) return 'late';
  return event;
}
