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

/** `late`: nothing is left that this could change; `saga` says what became of it. */
export interface Answer {
  readonly answer: 'accepted' | 'duplicate' | 'late';
  readonly saga: SagaView;
}

/** An event is appended, a word is answered as it is. */
export type Verdict = Event | Answer['answer'];

const tries = 100;

/**
 * Gives what changes a saga from outside: `judge` says what is appended, or what is answered without. It is asked again when somebody
 * else has changed the saga meanwhile.
 */
export function changing(ports: EnginePorts) {
  return async (
    id: string,
    why: Wake['why'],
    judge: (progress: Progress, definition: Definition, record: SagaRecord) => Verdict,
    // `whoeverRunsIt`: also for a saga under way whose definition is not here
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
        // a repeat of what came last: its sender may have died before it woke the saga
        if (verdict === 'accepted' && record.journal.at(-1)?.type === 'signalled') await wake(ports, record, { why });
        return { answer: verdict, saga: describeFrom(progress, record) };
      }
      const entries = extend(progress, [{ ...verdict, at: ports.now() }]);
      if (definition.gone && !canEnd(progress, ports.now())) throw isGone(record);
      const written = await append(ports, progress, record, entries);
      if (!written) continue;
      // an ended one as well: its job, which may wait for a day, has to end too
      // many at once must not go before those under way
      const priority =
        typeof verdict === 'object' && 'bulk' in verdict && verdict.bulk ? ({ priority: 'new' } as const) : {};
      await wake(ports, written.record, { why, ...priority });
      return { answer: 'accepted', saga: written.view };
    }
    throw new Error(`Saga ${id} changes too fast to be changed from ports; try again.`);
  };
}

/** Whether nothing is left of the saga's own steps, so that nothing of its definition is needed any more. */
const hasEnded = (progress: Progress, { nextActionAt }: SagaRecord): boolean =>
  nextActionAt === null || followUpDue(progress) !== undefined;

/** Whether the saga ends from here without its definition. */
const canEnd = (progress: Progress, now: number): boolean =>
  followUpDue(progress) !== undefined || decideFrom(progress, now).type === 'finish';

const isGone = (record: SagaRecord) =>
  new NotMine(
    `Saga ${record.id} is of ${record.type} version ${record.version}, which has no definition here.`,
    record,
  );
