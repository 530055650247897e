import { conflict, elsewhere, invalid, notFound } from '@shop/common/errors';
import { steadyNow } from '@shop/common/time';
import type { Page } from '@shop/common/http/paging';
import { unharmed, type Around } from '@shop/saga-engine/core/crash-points';
import {
  entrance,
  SagaNotFound,
  type Answer,
  type SignalAnswer,
  type SignalRequest,
} from '@shop/saga-engine/core/entrance';
import type { SagaRecord } from '@shop/saga-engine/core/journal';
import { definitionOf, viewOf } from '@shop/saga-engine/core/known';
import { NotMine } from '@shop/saga-engine/core/not-mine';
import type { Outside } from '@shop/saga-engine/core/outside';
import { OperationInvalid, OperationRefused, type ForceWish, type RestartWish } from '@shop/saga-engine/core/operate';
import { preview } from '@shop/saga-engine/core/preview';
import type { Beginning } from '@shop/saga-engine/core/start';
import type { AuditLine, SagaView } from '@shop/saga-engine/core/view';
import type { SagaFilter, SagaRepository } from '@shop/saga-engine/mongo/sagas.repository';
import { cancelOrder, cancelOrderId, type CancelOrder } from '../sagas/cancel-order.js';
import { cancelReason } from '../sagas/cancel-reason.js';
import type { Retention } from '@shop/saga-engine/operations/forget';
import { summary, type Summary } from '@shop/saga-engine/operations/summary';
import type { Settling, Until } from '@shop/saga-engine/operations/settle';
import { unknownSagas } from '@shop/saga-engine/operations/unknown-sagas';

type Intervention = 'retry' | 'compensate' | 'resolve';

/** What can be asked of sagas from outside, whichever way it comes in. All but `list` and `summary` throw 404 SAGA_NOT_FOUND. */
export interface Sagas {
  start(
    beginning: Beginning,
    until: Until,
    waitMs: number,
  ): Promise<{ saga: SagaView; created: boolean; reached: boolean }>;
  signal(
    id: string,
    signal: SignalRequest,
    until: Until,
    waitMs: number,
  ): Promise<{
    outcome: Answer['answer'];
    accepted: SignalAnswer['accepted'];
    saga: SagaView;
    reached: boolean;
  }>;
  cancel(orderId: string, by: string, reason: string): Promise<Answer>;
  get(id: string): Promise<SagaView>;
  record(id: string): Promise<SagaRecord>;
  /** The saga with what it was read from. */
  read(id: string): Promise<{ saga: SagaView; record: SagaRecord }>;
  list(filter: SagaFilter): Promise<Page<SagaView>>;
  summary(): Promise<Summary>;
  /**
   * Throws 409 SAGA_FINISHED when there is nothing left to do. `begun`: an earlier attempt of this call may have done it; then
   * the last intervention of the audit that says the same is this one.
   */
  intervene(action: Intervention, id: string, by: string, reason: string, begun?: boolean): Promise<SagaView>;
  /** Throws what `intervene` does, 409 WOULD_BREAK_CONSERVATION and STEP_NOT_OPEN, and 422. */
  force(id: string, wish: ForceWish, begun?: boolean): Promise<SagaView>;
  restart(id: string, wish: RestartWish, begun?: boolean): Promise<SagaView>;
  preview(id: string): Promise<{ step: string; command: string }[]>;
}

/** The sagas of this database, through the engine's ways in. */
export function sagaUseCases(
  outside: Outside,
  sagas: SagaRepository,
  settling: Settling,
  kept: Retention,
  /** Whether nobody can run this saga at present. */
  stalled: (id: string) => boolean = () => false,
  around: Around = unharmed,
): Sagas {
  const ways = entrance(outside);
  const unknownOf = unknownSagas(sagas, outside.registry);
  const types = [...new Set(outside.registry.all.map(({ name }) => name))];
  const view = (record: SagaRecord) => viewOf(outside.registry, record);
  const record = async (id: string) => {
    const found = await outside.journal.load(id);
    if (!found) throw sagaNotFound(id);
    return found;
  };
  /** Nothing here knows any more how a saga of its type is taken back. */
  const isOfGoneType = ({ type, correlationId, state, id }: SagaView) =>
    !types.includes(type) && id === correlationId && (state === 'COMPLETED' || state === 'RESOLVED');
  const get = async (id: string) => view(await record(id));
  const found = async <T>(id: string, work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      if (error instanceof NotMine) throw leftToAnother(error);
      if (error instanceof OperationRefused) throw conflict(error.code, error.message);
      if (error instanceof OperationInvalid) throw invalid([{ path: error.path, message: error.message }]);
      throw error instanceof SagaNotFound ? sagaNotFound(id) : error;
    }
  };
  const act = async (
    action: AuditLine['action'],
    id: string,
    wish: Partial<ForceWish>,
    begun = false,
    carryOut: () => Promise<Answer>,
  ) => {
    const earlier = begun ? await get(id) : undefined;
    const last = earlier?.audit.at(-1);
    if (earlier && last?.action === action && isThatOf(wish, last)) return earlier;
    const { answer, saga } = await found(id, around('orchestrator.intervene', carryOut));
    if (answer === 'late')
      throw conflict('SAGA_FINISHED', `This saga has ended as ${saga.state}; there is nothing left to ${action}.`);
    return saga;
  };
  return {
    get,
    record,
    async read(id) {
      const stored = await record(id);
      return { saga: view(stored), record: stored };
    },
    async start(beginning, until, waitMs) {
      const deadline = steadyNow() + waitMs;
      const { started, saga } = await ways.start(beginning);
      // what the queue took of the time is not waited for again, nor is a first step that nobody can run
      const left = until === 'STARTED' && stalled(saga.id) ? 0 : deadline - steadyNow();
      const settled =
        until === 'ACCEPTED' ? { saga, reached: true } : await settling.wait(saga, until, left, () => get(saga.id));
      return { ...settled, created: started };
    },
    async signal(id, signal, until, waitMs) {
      const deadline = steadyNow() + waitMs;
      const { answer, accepted, saga } = await found(id, ways.signal(id, signal));
      const left = deadline - steadyNow();
      return {
        outcome: answer,
        accepted,
        ...(until === 'ACCEPTED' ? { saga, reached: true } : await settling.wait(saga, until, left, () => get(id))),
      };
    },
    async cancel(orderId, by, reason) {
      try {
        const answer = await ways.cancel(orderId, { by, reason });
        if (answer.answer !== 'late' || !isOfGoneType(answer.saga)) return answer;
      } catch (error) {
        if (error instanceof NotMine) throw leftToAnother(error);
        if (!(error instanceof SagaNotFound)) throw error;
        if (!kept.forgets) throw sagaNotFound(orderId);
      }
      // forgotten, or of a type that is gone: it ended long ago, and whoever asks has seen that its order was not cancelled
      const { saga } = await ways.start(takingBack(orderId, reason));
      const reopened = saga.state === 'RESOLVED' ? await ways.reopen(saga.id, { by, reason }) : undefined;
      return reopened ?? { answer: 'accepted', saga };
    },
    async list(filter) {
      const { items, nextCursor } = await sagas.list(filter);
      return { items: items.map(view), nextCursor };
    },
    summary: () => summary(sagas, outside.registry, outside.now(), unknownOf),
    intervene: (action, id, by, reason, begun) =>
      act(action, id, { by, reason }, begun, () => ways[action](id, { by, reason })),
    force: (id, wish, begun) => act('force', id, wish, begun, () => ways.force(id, wish)),
    restart: (id, wish, begun) => act('restart', id, wish, begun, () => ways.restart(id, wish)),
    async preview(id) {
      const stored = await record(id);
      const actions = await found(
        id,
        Promise.resolve().then(() => preview(definitionOf(outside.registry, stored), stored)),
      );
      return actions.map(({ step, command }) => ({
        step,
        command: `${command.participant}.${command.method}`,
      }));
    },
  };
}

/** Whether the line of the audit says what was asked for. */
const isThatOf = ({ by, reason, step, phase, outcome }: Partial<ForceWish>, line: AuditLine): boolean =>
  line.by === by &&
  line.reason === reason &&
  line.step === step &&
  line.outcome === outcome &&
  (phase === undefined || line.phase === phase);

const takingBack = (orderId: string, reason: string): Beginning => ({
  saga: cancelOrder.name,
  id: cancelOrderId(orderId),
  correlationId: orderId,
  input: { orderId, reason: cancelReason({ reason }) } satisfies CancelOrder,
});

/** Another orchestrator can do it, or this one after its next release: whoever asks tries again. */
const leftToAnother = (error: NotMine) =>
  elsewhere(`${error.message} Another orchestrator may have it; try again shortly.`, error);

const sagaNotFound = (id: string) => notFound('SAGA_NOT_FOUND', `There is no saga ${id.slice(0, 100)}.`);
