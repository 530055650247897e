import type { Definition, Step, StepKind } from './definition.js';
import type { Entry, SagaRecord } from './journal.js';
import { NotMine } from './not-mine.js';
import type { Registry } from './registry.js';
import { camelCase } from './saga.js';
import { stepsOf, traitsOf, type ShapeStep } from './shape.js';

/**
 * A definition for reading a saga whose own definition is missing: it sends nothing. Its steps are those stored with the saga, or follow
 * from its journal. Everything else is taken from the newest known version of its type, which may hide more than the saga's own did, or,
 * when its type no longer exists, from the data stored with the saga. A finished saga is undone as that version defines.
 */
export function standIn(registry: Registry, record: SagaRecord): Definition {
  const relatives = registry.all.filter(({ name }) => name === record.type).sort((a, b) => b.version - a.version);
  const steps = record.shape ? stepsOf(record.shape) : stepsIn(record, relatives);
  const onLateCancel = relatives.find((each) => each.onLateCancel)?.onLateCancel;
  const onResolve = relatives.find((each) => each.onResolve)?.onResolve;
  const [newest] = relatives;
  const traits = traitsOf(record.shape ?? []);
  const shown = newest ? newest.shown : traits.shown;
  const kind = traits.correlationKind ?? relatives.find((each) => each.correlation)?.correlation?.kind;
  const forOperators = newest ? newest.forOperators : traits.forOperators;
  return {
    name: record.type,
    version: record.version,
    expires: 'TIMEOUT',
    gone: true,
    steps: steps.map((step, index) => readable(step, steps.slice(0, index), record)),
    ...(onLateCancel ? { onLateCancel } : {}),
    ...(onResolve ? { onResolve } : {}),
    ...(kind === undefined ? {} : { correlation: { kind } }),
    ...(forOperators ? { forOperators } : {}),
    ...(shown ? { shown } : {}),
  };
}

function readable({ name, kind, plain, more }: ShapeStep, before: readonly ShapeStep[], record: SagaRecord): Step {
  const { type, version, deadline, createdAt } = record;
  const gone = (): never => {
    throw new NotMine(`There is no definition of saga ${type} version ${version} here.`, record);
  };
  const key = camelCase(name);
  if (kind === 'wait')
    return {
      kind,
      name,
      key,
      within: () => (deadline ?? createdAt) - createdAt,
      expires: 'TIMEOUT',
      ...(more.includes('collects') ? { collect: gone } : {}),
      ...(more.includes('go-on') ? { onExpiry: 'go-on' } : more.includes('ask') ? { onExpiry: 'ask' } : {}),
    };
  const group = more.find((word) => word.startsWith('together:'))?.slice('together:'.length);
  const sending = {
    name,
    key,
    command: gone,
    retry: { attempts: 1, first: 0, max: 0 },
    attemptTimeout: 0,
    ...(more.includes('optional') ? { unless: gone } : {}),
    ...(group === undefined ? {} : { together: group }),
  };
  if (kind !== 'undoable') return { ...sending, kind };
  const first = before.findLast((each) => !each.more.includes('instead'));
  return {
    ...sending,
    kind,
    compensate: plain ? 'nothing' : gone,
    ...(more.includes('refusable') ? { hasOtherWay: true } : {}),
    ...(more.includes('instead') && first ? { insteadOf: camelCase(first.name) } : {}),
  };
}

/** The steps that a journal names, in its order, for a saga that was stored without them. */
function stepsIn({ journal, state, next = 'unknown' }: SagaRecord, relatives: readonly Definition[]): ShapeStep[] {
  const related = relatives.flatMap(({ steps }) => steps);
  const kinds = new Map<string, StepKind>();
  const note = (name: string, kind: StepKind) => {
    if (!kinds.has(name)) kinds.set(name, related.find((step) => step.name === name)?.kind ?? kind);
  };
  for (const entry of journal) {
    if (entry.type === 'signalled') note(entry.signal, 'wait');
    else if ('step' in entry && entry.step !== 'follow-up') note(entry.step, isOfWait(entry) ? 'wait' : 'undoable');
    for (const wait of entry.waits ?? []) note(wait.step, 'wait');
  }
  // its current step, of which there is no line yet
  const here =
    ['RUNNING', 'WAITING', 'NEEDS_ATTENTION'].includes(state) && next !== 'follow-up' && !next.startsWith('undo ');
  if (here) note(next, state === 'WAITING' ? 'wait' : 'undoable');
  const names = [...kinds.keys()];
  const forward = state === 'COMPLETED' || journal.some(({ type }) => type === 'followed-up');
  // a saga that completed has passed its pivot
  const last = names.at(-1);
  if (forward && last && kinds.get(last) === 'undoable') kinds.set(last, 'retriable');
  return names.map((name) => ({ name, kind: kinds.get(name)!, more: [] }));
}

const isOfWait = (entry: Entry): boolean =>
  entry.type === 'decided' || (entry.type === 'expired' && entry.of === 'wait');
