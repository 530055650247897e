import { evolve } from '../../../dist/core/evolve.js';
import type { Entry, SagaRecord } from '../../../dist/core/journal.js';
import { countOf } from '../../../dist/core/lines.js';
import type { Registry } from '../../../dist/core/registry.js';
import type { MemoryJournal } from '../memory.js';
import type { Promised } from './traveller.js';
import { hours } from './lengths.js';
import type { MemoryBulk } from './operations.js';
import type { Intervention } from './operator.js';
import { tripOf, type SimulatedParticipants } from './simulated-participants.js';

/** The largest size of a saga in the store, however long it fails: bytes, and entries of its journal. */
const LARGEST = 64 * 1024;
const MOST_LINES = 64;
/** The most attempts per hour of a command that keeps failing, once it backs off. */
const MOST_AN_HOUR = 4;

/** The invariants at the end; returns a sentence for each violation. */
export function violations(
  registry: Registry,
  journal: MemoryJournal,
  participants: SimulatedParticipants,
  travellers: readonly Promised[],
  lastAct: number,
): string[] {
  const broken: string[] = [];
  for (const saga of journal.sagas.values()) {
    broken.push(...ofSaga(registry, saga, participants, journal.sagas.get(`${saga.id}-cancel`)));
    const bytes = JSON.stringify(saga).length;
    if (bytes > LARGEST || saga.journal.length > MOST_LINES)
      broken.push(`${saga.id} has grown to ${saga.journal.length} lines and ${bytes} bytes`);
  }
  for (const [key, times] of participants.sent) {
    const atRest = times.filter((at) => at > Math.max(lastAct, times[0]!) + hours(6));
    const often = atRest.findIndex((at, index) => (atRest[index + MOST_AN_HOUR] ?? Infinity) - at < hours(1));
    if (often >= 0) broken.push(`${key} was sent more than ${MOST_AN_HOUR} times in the hour after ${atRest[often]}`);
  }
  for (const { id, accepted, cancelled, approved } of travellers) {
    const saga = journal.sagas.get(id);
    if (accepted && !saga) broken.push(`${id} was accepted and is not there`);
    if (!saga) continue;
    const followed = journal.sagas.get(`${id}-cancel`);
    const last = lastFollowing(journal, saga);
    if (cancelled && saga.state !== 'COMPENSATED' && (last === saga || last.state !== 'COMPLETED'))
      broken.push(`${id} was cancelled, but is ${saga.state} and ${last.id} is ${last.state}`);
    if (!cancelled && followed && !asked(saga)) broken.push(`${id} was undone though nobody asked for it`);
    const airline = count(saga, 'signalled') + saga.journal.filter(isForcedApproval).length;
    if (approved && airline !== 1) broken.push(`${id} was approved ${airline} times`);
  }
  return broken;
}

/** The last of the follow-up sagas that carry out its cancel, or the saga itself if there is none. */
function lastFollowing(journal: MemoryJournal, saga: SagaRecord): SagaRecord {
  const next = journal.sagas.get(`${saga.id}-cancel`);
  return next ? lastFollowing(journal, next) : saga;
}

function ofSaga(
  registry: Registry,
  saga: SagaRecord,
  participants: SimulatedParticipants,
  followed: SagaRecord | undefined,
): string[] {
  const broken: string[] = [];
  const { id, state } = saga;
  const isCancelling = id !== tripOf(id);
  const definition = registry.find(saga.type, saga.version)!;
  const { state: told } = evolve(definition, saga);
  if (told !== state) broken.push(`${id} is stored as ${state}, but its journal says ${told}`);
  const carriedOn = state === 'RESOLVED' && followed;
  if (state !== 'COMPLETED' && state !== 'COMPENSATED' && !carriedOn) broken.push(`${id} has not ended: ${state}`);
  if (followed && count(saga, 'followed-up') !== 1) broken.push(`${id} is ${state} and has a follow-up all the same`);
  if (saga.nextActionAt !== null) broken.push(`${id} has ended and still has something to do`);
  for (const step of definition.steps) {
    if (step.kind === 'wait') continue;
    const { done, undone } = participants.effectOf(id, step.name);
    const once = state === 'COMPLETED' ? 1 : Math.min(done, 1);
    const expected = isCancelling
      ? [once, 0]
      : followed
        ? // the cancelling sagas have undone everything that was done
          [once, once]
        : state === 'COMPLETED'
          ? [1, 0]
          : step.kind === 'undoable' && done > 0
            ? [1, 1]
            : [0, 0];
    if (done !== expected[0] || undone !== expected[1])
      broken.push(`${id} is ${state}, but ${step.name} was done ${done} times and undone ${undone} times`);
    for (const type of ['done', 'undone'] as const) {
      const times = saga.journal.filter((entry) => entry.type === type && entry.step === step.name).length;
      const again = saga.journal.filter((entry) => entry.type === 'restarted').length;
      if (times > 1 + again) broken.push(`${id}: the journal says ${times} times that ${step.name} was ${type}`);
    }
  }
  return broken;
}

const count = (saga: SagaRecord, type: string) => saga.journal.filter((entry) => entry.type === type).length;
const isForcedApproval = (entry: Entry) =>
  entry.type === 'forced' && entry.step === 'trip-approved' && entry.outcome === 'done';
const asked = (saga: SagaRecord) =>
  count(saga, 'cancel-requested') + count(saga, 'compensate-requested') > 0 ||
  saga.journal.some((entry) => entry.type === 'forced' && entry.outcome === 'refused');

/** The invariants of interventions: each accepted one is in the audit, a refused one is not, and a bulk one is there once. */
export function operated(journal: MemoryJournal, interventions: readonly Intervention[], bulk: MemoryBulk): string[] {
  const broken: string[] = [];
  for (const { saga, reason, asked: times, answer } of interventions) {
    const lines = journal.sagas.get(saga)!.journal.filter((entry) => 'reason' in entry && entry.reason === reason);
    // an answer may have been lost, and the call repeated
    const fits = answer === 'accepted' ? lines.length >= 1 : lines.length === 0 || times > (answer === 'none' ? 0 : 1);
    if (!fits || lines.length > times)
      broken.push(`${saga}: ${reason} was ${answer} and is ${lines.length} times in the audit`);
  }
  for (const { _id: id, done, failed } of bulk.all) {
    const given = bulk.given.get(id) ?? new Set();
    if (done + failed !== given.size) broken.push(`${id} has counted ${done} and ${failed} of ${given.size} sagas`);
    for (const saga of journal.sagas.values()) {
      const times = saga.journal.reduce(
        (sum, entry) => ('bulk' in entry && entry.bulk === id ? sum + countOf(entry) : sum),
        0,
      );
      if (times > 1) broken.push(`${saga.id} was changed ${times} times by ${id}`);
    }
  }
  return broken;
}
