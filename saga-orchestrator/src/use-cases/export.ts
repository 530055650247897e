import type { Entry, SagaRecord } from '@shop/saga-engine/core/journal';
import type { Presenter, ShownSaga } from '@shop/saga-engine/core/present';
import type { Told } from '@shop/saga-engine/core/tell';
import type { SagaView } from '@shop/saga-engine/core/view';

// what a person could be told apart by; ids of orders and products stay, they are opaque
const PERSONAL = new Set(['shippingAddress', 'userId', 'by', 'paymentMethodId', 'name', 'email']);
const REDACTED = '[redacted]';

/**
 * One saga as plain data that a test can load and run to its end: its journal as it was, every field in its place,
 * without anything personal. What administrators wrote is left out as well: they may have named someone.
 */
function exportSaga(record: SagaRecord): SagaRecord {
  const journal = record.journal.map(withoutWords);
  return withoutPersonal({ ...record, journal }) as SagaRecord;
}

/** A saga as plain data, with what people are shown of it. */
export interface Bundle extends SagaRecord {
  readonly shown: ShownSaga & { readonly events: readonly Told[] };
}

/** `exportSaga` with the steps and the journal as everybody else is shown them. */
export function exportBundle(present: Presenter, { saga, record }: { saga: SagaView; record: SagaRecord }): Bundle {
  const events = record.journal.map((entry) => present.told(record.type, entry));
  return { ...exportSaga(record), shown: { ...present.saga(saga), events } };
}

/** A line of the journal without anything personal; who intervened stays: whoever may read sagas may read the audit. */
export const lineForOperators = (entry: Entry): Entry =>
  ({ ...(withoutPersonal(entry) as Entry), ...('by' in entry ? { by: entry.by } : {}) }) as Entry;

/** The same data with everything personal in it redacted; its shape stays. */
function withoutPersonal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPersonal);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      PERSONAL.has(name) ? redact(member) : withoutPersonal(member),
    ]),
  );
}

function redact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== 'object' || value === null) return REDACTED;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, redact(member)]));
}

const withoutWords = (entry: Entry): Entry => {
  // `paused: ` and what an operator wrote
  if (entry.type === 'parked' && entry.pause !== undefined) return { ...entry, why: REDACTED };
  return INTERVENTIONS.has(entry.type) ? ({ ...entry, reason: REDACTED } as Entry) : entry;
};

const INTERVENTIONS = new Set<Entry['type']>([
  'compensate-requested',
  'retry-requested',
  'resolved',
  'forced',
  'restarted',
]);
