import { append } from './append.js';
import { decideFrom } from './decide.js';
import type { Definition } from './definition.js';
import { describeFrom } from './describe.js';
import { evolve, extend } from './evolve.js';
import { followUpDue } from './follow-up.js';
import type { Event, SagaRecord } from './journal.js';
import { definitionOf } from './known.js';
import { NotMine } from './not-mine.js';
import type { EnginePorts, Wake } from './ports.js';
import type { Progress } from './progress.js';
import { SagaNotFound } from './refusals.js';
import type { SagaView } from './view.js';
import { wake } from './wake.js';

/** `late`: the request can no longer change anything; `saga` has the outcome. */
export interface Answer {
  readonly answer: 'accepted' | 'duplicate' | 'late';
  readonly saga: SagaView;
}

/** An event is appended; any other answer is returned as it is. */
export type Verdict = Event | Answer['answer'];

const tries = 100;

/**
 * Returns the function that changes a saga from outside: `judge` returns the event to append, or the answer without one. It is called again
 * when the saga has changed meanwhile.
 */
export function changing(ports: EnginePorts) {
  return async (
    id: string,
    why: Wake['why'],
    judge: (progress: Progress, definition: Definition, record: SagaRecord) => Verdict,
    // `whoeverRunsIt`: also for a running saga whose definition is missing here
    { bulk, whoeverRunsIt = false }: { bulk?: string | undefined; whoeverRunsIt?: boolean } = {},
  ): Promise<Answer> => {
    for (let attempt = 0; attempt < tries; attempt++) {
      const record = await ports.journal.load(id);
      if (!record) throw new SagaNotFound(id);
      const definition = definitionOf(ports.registry, record);
      const progress = evolve(definition, record);
      if (definition.gone && !whoeverRunsIt && !hasEnded(progress, record)) throw isGone(record);
      const repeated = bulk !== undefined && record.journal.some((entry) => 'bulk' in entry && entry.bulk === bulk);
      const verdict = repeated ? 'duplicate' : judge(progress, definition, record);
      if (typeof verdict === 'string') {
        // a repeat of the last entry: its sender may have died before it woke the saga
        if (verdict === 'accepted' && record.journal.at(-1)?.type === 'signalled') await wake(ports, record, { why });
        return { answer: verdict, saga: describeFrom(progress, record) };
      }
      const entries = extend(progress, [{ ...verdict, at: ports.now() }]);
      if (definition.gone && !canEnd(progress, ports.now())) throw isGone(record);
      const written = await append(ports, progress, record, entries);
      if (!written) continue;
      // also when the saga has ended: its job, which may wait for a day, has to end too
      // many at once must not go before running sagas
      const priority =
        typeof verdict === 'object' && 'bulk' in verdict && verdict.bulk ? ({ priority: 'new' } as const) : {};
      await wake(ports, written.record, { why, ...priority });
      return { answer: 'accepted', saga: written.view };
    }
    throw new Error(`Saga ${id} changes too fast to be changed from ports; try again.`);
  };
}

/** Whether the saga's own steps have ended, so that its definition is no longer needed. */
const hasEnded = (progress: Progress, { nextActionAt }: SagaRecord): boolean =>
  nextActionAt === null || followUpDue(progress) !== undefined;

/** Whether the saga can end from here without its definition. */
const canEnd = (progress: Progress, now: number): boolean =>
  followUpDue(progress) !== undefined || decideFrom(progress, now).type === 'finish';

const isGone = (record: SagaRecord) =>
  new NotMine(
    `Saga ${record.id} is of ${record.type} version ${record.version}, which has no definition here.`,
    record,
  );
