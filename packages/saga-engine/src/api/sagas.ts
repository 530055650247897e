import type { Page } from '@shop/common/http/paging';
import { steadyNow } from '@shop/common/time';
import { withoutFaults, type Around } from '../core/crash-points.js';
import type { Answer } from '../core/change.js';
import type { Definition } from '../core/definition.js';
import { sagaCalls, type SignalAnswer } from '../core/saga-calls.js';
import type { SignalRequest } from '../core/judge-signal.js';
import { OperationInvalid, OperationRefused, SagaNotFound } from '../core/refusals.js';
import { sameData } from '../core/same-data.js';
import type { SagaRecord } from '../core/journal.js';
import { historyOf, sharedLooks, type History } from './history.js';
import { assertSagaId, fittingInput, fittingPayload, requireOpen, type Asker } from './fitting.js';
import { definitionOf, viewOf } from '../core/known.js';
import { type ForceRequest, type RestartRequest } from '../core/operate.js';
import type { EnginePorts } from '../core/ports.js';
import { preview } from '../core/preview.js';
import { shownRecord } from '../core/shown.js';
import type { Beginning } from '../core/start.js';
import type { AuditLine, SagaView } from '../core/view.js';
import type { SagaFilter, SagaRepository } from '../mongo/sagas.repository.js';
import type { Retention } from '../operations/forget.js';
import type { SagaChanges, Until } from '../operations/saga-changes.js';
import { isTooLarge } from '../mongo/too-large.js';
import { summary, type Summary } from '../operations/summary.js';
import { unknownSagas } from '../operations/unknown-sagas.js';

type Intervention = 'retry' | 'compensate' | 'resolve';

/** Who cancels, and why (a stable code). */
interface CancelRequest {
  readonly by: string;
  readonly reason: string;
}

/** The result of a start. */
export interface Started {
  /** False when the saga already existed. */
  readonly created: boolean;
  /** The saga already existed with another input, which it keeps: the input of this call is not used. */
  readonly otherInput: boolean;
}

/**
 * The operations on sagas, the same for every interface. All but `start`, `list` and `summary` throw SagaNotFound; those that change a saga
 * throw NotMine when only another process can.
 */
export interface Sagas {
  /** Throws what fittingInput throws. Idempotent: an existing id returns the existing saga, unchanged. */
  start(
    beginning: Beginning,
    until: Until,
    waitMs: number,
    asker?: Asker,
  ): Promise<Started & { saga: SagaView; reached: boolean }>;
  /** Throws what fittingPayload throws, also for a signal that the saga does not know. */
  signal(
    id: string,
    signal: SignalRequest,
    until: Until,
    waitMs: number,
    asker?: Asker,
  ): Promise<{
    outcome: Answer['answer'];
    accepted: SignalAnswer['accepted'];
    saga: SagaView;
    reached: boolean;
  }>;
  /**
   * Compensates the saga, or starts the saga that undoes it; a deleted saga is undone by the host's `undoForgotten`. With a `kind`, `order`
   * for example, the id is that of an order: a saga about anything else, or one that only belongs to an order, is not found.
   */
  cancel(id: string, request: CancelRequest, asker?: Asker, kind?: string): Promise<Answer>;
  get(id: string): Promise<SagaView>;
  /** The stored record, limited to the input, replies and payloads that its definition shows. */
  record(id: string): Promise<SagaRecord>;
  /** The watchers' view, shared by all of them: less than a second old, or as of the last change. */
  history(id: string): Promise<History>;
  /** The saga with its record. */
  read(id: string): Promise<{ saga: SagaView; record: SagaRecord }>;
  list(filter: SagaFilter): Promise<Page<SagaView>>;
  summary(): Promise<Summary>;
  /**
   * Throws OperationRefused SAGA_FINISHED when there is nothing left to do, SAGA_NOT_STORABLE when the database refuses the saga for its
   * size. `begun`: an earlier attempt of this call may have taken effect; the call then counts as done if the last intervention in the
   * audit matches it.
   */
  intervene(action: Intervention, id: string, by: string, reason: string, begun?: boolean): Promise<SagaView>;
  /** Throws what `intervene` throws, OperationRefused WOULD_BREAK_CONSERVATION and STEP_NOT_OPEN, and OperationInvalid. */
  force(id: string, wish: ForceRequest, begun?: boolean): Promise<SagaView>;
  restart(id: string, wish: RestartRequest, begun?: boolean): Promise<SagaView>;
  preview(id: string): Promise<{ step: string; command: string }[]>;
}

export interface SagasParts {
  readonly ports: EnginePorts;
  readonly sagas: SagaRepository;
  readonly changes: SagaChanges;
  readonly kept: Retention;
  /** Whether no running process can run this saga at present. */
  readonly stalled?: (id: string) => boolean;
  readonly around?: Around;
  /**
   * The saga that undoes one which was deleted after retention, or whose type no longer exists; its id must be the same each time. Only for
   * cancels from code, which knows what the id refers to. Without it such a saga can no longer be cancelled.
   */
  readonly undoForgotten?: (id: string, request: CancelRequest) => Beginning;
}

/** The sagas of this database: the engine's calls, with schemas, waiting and retention. */
export function sagasApi(parts: SagasParts): Sagas {
  const { ports, sagas, changes, kept, stalled = () => false, around = withoutFaults, undoForgotten } = parts;
  const calls = sagaCalls(ports);
  const unknownOf = unknownSagas(sagas, ports.registry);
  const types = [...new Set(ports.registry.all.map(({ name }) => name))];
  const view = (record: SagaRecord) => viewOf(ports.registry, record);
  const record = async (id: string) => {
    const found = await ports.journal.load(id);
    if (!found) throw new SagaNotFound(id);
    return found;
  };
  /** No definition here says how a saga of its type is undone. */
  const isOfGoneType = ({ type, correlationId, state, id }: SagaView) =>
    !types.includes(type) && id === correlationId && (state === 'COMPLETED' || state === 'RESOLVED');
  const latest = (type: string) => {
    if (types.includes(type)) return ports.registry.latest(type);
    throw new OperationInvalid('type', `There is no saga ${type.slice(0, 64)}: there are ${types.join(', ')}.`);
  };
  const shown = (stored: SagaRecord) => shownRecord(definitionOf(ports.registry, stored), stored);
  const get = async (id: string) => view(await record(id));
  const history = sharedLooks(async (id) => historyOf(await record(id)), changes);
  const act = async (
    action: AuditLine['action'],
    id: string,
    wish: Partial<ForceRequest>,
    begun = false,
    carryOut: () => Promise<Answer>,
  ) => {
    const earlier = begun ? await get(id) : undefined;
    const last = earlier?.audit.at(-1);
    if (earlier && last?.action === action && isThatOf(wish, last)) return earlier;
    const { answer, saga } = await around('orchestrator.intervene', carryOut).catch((error: unknown) => {
      throw isTooLarge(error) ? notStorable(id, error) : error;
    });
    if (answer === 'late')
      throw new OperationRefused(
        'SAGA_FINISHED',
        `This saga has ended as ${saga.state}; there is nothing left to ${action}.`,
      );
    return saga;
  };
  return {
    get,
    record: async (id) => shown(await record(id)),
    history,
    async read(id) {
      const stored = await record(id);
      return { saga: view(stored), record: shown(stored) };
    },
    async start(beginning, until, waitMs, asker = 'code') {
      assertSagaId(beginning.id, asker);
      const deadline = steadyNow() + waitMs;
      const input = fittingInput(latest(beginning.saga), beginning.input, asker);
      const { started, saga, record: stored } = await calls.start({ ...beginning, input });
      if (saga.type !== beginning.saga)
        throw new OperationInvalid('id', `Saga ${saga.id} is one of type ${saga.type}; choose another id.`);
      // the wait excludes the time that queueing took, and a first step that no process can run
      const left = until === 'STARTED' && stalled(saga.id) ? 0 : deadline - steadyNow();
      const awaited =
        until === 'ACCEPTED'
          ? { saga, reached: true }
          : await changes.awaitState(saga, until, left, () => get(saga.id));
      return { ...awaited, created: started, otherInput: !started && !sameData(stored.input, input) };
    },
    async signal(id, signal, until, waitMs, asker = 'code') {
      const deadline = steadyNow() + waitMs;
      const { answer, accepted, saga } = await calls.signal(id, signal, fittingPayload(asker));
      const left = deadline - steadyNow();
      return {
        outcome: answer,
        accepted,
        ...(until === 'ACCEPTED'
          ? { saga, reached: true }
          : await changes.awaitState(saga, until, left, () => get(id))),
      };
    },
    async cancel(id, request, asker = 'code', kind) {
      if (asker === 'operator') requireOpen(definitionOf(ports.registry, await record(id)), asker);
      const named = kind === undefined ? null : await ports.journal.load(id);
      if (named && !isAbout(kind!, named, definitionOf(ports.registry, named))) throw new SagaNotFound(id);
      const undo = asker === 'code' ? undoForgotten : undefined;
      try {
        const answer = await calls.cancel(id, request);
        if (!undo || answer.answer !== 'late' || !isOfGoneType(answer.saga)) return answer;
      } catch (error) {
        if (!(error instanceof SagaNotFound && undo && kept.forgets)) throw error;
      }
      // deleted, or of a type that no longer exists: it ended long ago, and the caller has seen that it was not undone
      const { saga } = await calls.start(undo(id, request));
      const reopened = saga.state === 'RESOLVED' ? await calls.reopen(saga.id, request) : undefined;
      return reopened ?? { answer: 'accepted', saga };
    },
    async list(filter) {
      const { items, nextCursor } = await sagas.list(filter);
      return { items: items.map(view), nextCursor };
    },
    summary: () => summary(sagas, ports.registry, ports.now(), unknownOf),
    intervene: (action, id, by, reason, begun) =>
      act(action, id, { by, reason }, begun, () => calls[action](id, { by, reason })),
    force: (id, wish, begun) => act('force', id, wish, begun, () => calls.force(id, wish)),
    restart: (id, wish, begun) => act('restart', id, wish, begun, () => calls.restart(id, wish)),
    async preview(id) {
      const stored = await record(id);
      const actions = preview(definitionOf(ports.registry, stored), stored);
      return actions.map(({ step, command }) => ({
        step,
        command: `${command.participant}.${command.method}`,
      }));
    },
  };
}

/** Whether the saga's id refers to something of this kind. For a type that no longer exists, stored before kinds were, any kind matches. */
const isAbout = (kind: string, { id, correlationId }: SagaRecord, { correlation, gone }: Definition): boolean =>
  id === correlationId && (correlation?.kind ?? (gone ? kind : undefined)) === kind;

const notStorable = (id: string, cause: unknown) =>
  new OperationRefused(
    'SAGA_NOT_STORABLE',
    `Saga ${id} is too large for the database, which stores nothing more of it; nothing was changed. ` +
      'Make its document smaller, as the runbook says, and ask again.',
    cause,
  );

/** Whether the audit line records this request. */
const isThatOf = ({ by, reason, step, phase, outcome }: Partial<ForceRequest>, line: AuditLine): boolean =>
  line.by === by &&
  line.reason === reason &&
  line.step === step &&
  line.outcome === outcome &&
  (phase === undefined || line.phase === phase);
