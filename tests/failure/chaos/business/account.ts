import type { Definition } from '@shop/saga-engine/core/definition';
import type { Entry } from '@shop/saga-engine/core/journal';

/** A command or an undo that a participant carried out, by its key; one that it refused has done nothing. Once for each time. */
export interface Carried {
  readonly participant: string;
  readonly key: string;
  readonly refused: boolean;
}

/** A saga as it is stored when everything is over. */
export interface StoredSaga {
  readonly id: string;
  readonly type: string;
  readonly version: number;
  readonly state: string;
  readonly journal: readonly Entry[];
}

/** What a customer was told of a saga, and the ends that are right for it. */
export interface ToldOfSaga {
  readonly id: string;
  /** Whether its start was answered: only then must it be there. */
  readonly begun: boolean;
  readonly ends: readonly string[];
  /** What was answered and should not have been. */
  readonly surprise?: string;
}

/** What went wrong, each line with the saga's id. All empty: nothing was lost. */
export interface Account {
  readonly lost: string[];
  /** Carried out twice. */
  readonly doubled: string[];
  /** Neither completed nor undone. */
  readonly unsettled: string[];
  /** What is left at the participants is not what the saga's end and its journal say. */
  readonly otherwise: string[];
  /** How sagas ended, and how often. */
  readonly outcomes: Readonly<Record<string, number>>;
}

const ENDS = ['COMPLETED', 'COMPENSATED'];

/** Compares what was told with the sagas, and those with what their participants did, from the definitions alone. Pure. */
export function accountOf(
  definitions: readonly Definition[],
  told: readonly ToldOfSaga[],
  sagas: readonly StoredSaga[],
  carried: readonly Carried[],
): Account {
  const byId = new Map(sagas.map((saga) => [saga.id, saga]));
  const times = new Map<string, number>();
  for (const { key, refused } of carried) if (!refused) times.set(key, (times.get(key) ?? 0) + 1);
  const known = new Set(sagas.map(({ id }) => id));
  const strangers = [...times.keys()].filter((key) => !known.has(key.split('.')[0]!));
  return {
    lost: told.filter(({ id, begun }) => begun && !byId.has(id)).map(({ id }) => `${id} was begun and is not there`),
    doubled: [...times].filter(([, count]) => count > 1).map(([key, count]) => `${key} was carried out ${count} times`),
    unsettled: sagas.filter(({ state }) => !ENDS.includes(state)).map(({ id, state }) => `${id} is ${state}`),
    otherwise: [
      ...strangers.map((key) => `${key} was carried out for a saga that is not there`),
      ...told.flatMap(({ surprise }) => surprise ?? []),
      ...told.flatMap((one) => endedOtherwise(one, byId.get(one.id))),
      ...sagas.flatMap((saga) => leftOtherwise(definitions, saga, times)),
    ],
    outcomes: Object.fromEntries(
      [...new Set(sagas.map(({ state }) => state))].map((end) => [
        end,
        sagas.filter(({ state }) => state === end).length,
      ]),
    ),
  };
}

/** Whether the account found anything. */
export const isRight = ({ lost, doubled, unsettled, otherwise }: Account): boolean =>
  [lost, doubled, unsettled, otherwise].every((list) => list.length === 0);

const endedOtherwise = ({ id, ends }: ToldOfSaga, saga: StoredSaga | undefined): string[] =>
  saga && ENDS.includes(saga.state) && !ends.includes(saga.state) ? [`${id} ended as ${saga.state}`] : [];

/** A completed saga has every step that its journal says was done; one that was undone has nothing that is not undone. */
function leftOtherwise(
  definitions: readonly Definition[],
  { id, type, version, state, journal }: StoredSaga,
  times: ReadonlyMap<string, number>,
): string[] {
  const definition = definitions.find((one) => one.name === type && one.version === version);
  if (!definition) return [`${id} is a ${type} version ${version}, which is not defined`];
  const found: string[] = [];
  for (const step of definition.steps) {
    if (step.kind === 'wait') continue;
    const [isDone, isUndone] = [times.has(`${id}.${step.name}`), times.has(`${id}.${step.name}.undo`)];
    const saysDone = journal.some((line) => line.type === 'done' && line.step === step.name);
    if (saysDone && !isDone) found.push(`${id}: ${step.name} is said to be done and was not`);
    if (state === 'COMPLETED' && isDone && !saysDone && !isUndone) found.push(`${id}: ${step.name} is left over`);
    if (state === 'COMPLETED' && saysDone && isUndone) found.push(`${id}: ${step.name} was undone in a completed saga`);
    if (state !== 'COMPENSATED' || !isDone || isUndone) continue;
    if (step.kind !== 'undoable') found.push(`${id}: ${step.name} was done, and the saga undone`);
    else if (step.compensate !== 'nothing') found.push(`${id}: ${step.name} was not undone`);
  }
  return found;
}
