import type { Entry, SagaRecord } from 'saga-engine/core/journal';
import { HIDDEN } from 'saga-engine/core/shown';
import type { Presenter, ShownSaga } from 'saga-engine/core/present';
import type { DescribedEvent } from 'saga-engine/core/describe-event';
import type { SagaView } from 'saga-engine/core/view';

/** One saga as plain data that a test can load and run to its end. Administrators' texts are removed, since they may name a person. */
const exportSaga = (record: SagaRecord): SagaRecord => ({ ...record, journal: record.journal.map(withoutWords) });

/** A saga as plain data, with its view for people. */
export interface Bundle extends SagaRecord {
  readonly shown: ShownSaga & { readonly events: readonly DescribedEvent[] };
}

/** `exportSaga` of a record that its definition has redacted, with the steps and the journal in their public view. */
export function exportBundle(present: Presenter, { saga, record }: { saga: SagaView; record: SagaRecord }): Bundle {
  const events = record.journal.map((entry) => present.describe(record.type, entry));
  return { ...exportSaga(record), shown: { ...present.saga(saga), events } };
}

const withoutWords = (entry: Entry): Entry => {
  // `paused: ` is followed by an operator's text
  if (entry.type === 'parked' && entry.pause !== undefined) return { ...entry, why: HIDDEN };
  if (!('by' in entry)) return entry;
  return { ...entry, by: HIDDEN, ...(INTERVENTIONS.has(entry.type) ? { reason: HIDDEN } : {}) };
};

const INTERVENTIONS = new Set<Entry['type']>([
  'compensate-requested',
  'retry-requested',
  'resolved',
  'forced',
  'restarted',
]);
