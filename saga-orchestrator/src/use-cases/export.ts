import type { Entry, SagaRecord } from '@shop/saga-engine/core/journal';

// what a person could be told apart by; ids of orders and products stay, they are opaque
const PERSONAL = new Set(['shippingAddress', 'userId', 'by', 'paymentMethodId', 'name', 'email']);
const REDACTED = '[redacted]';

/**
 * One saga as plain data that a test can load and run to its end: its journal as it was, every field in its place,
 * without anything personal. What administrators wrote is left out as well: they may have named someone.
 */
export function exportSaga(record: SagaRecord): SagaRecord {
  const journal = record.journal.map(withoutWords);
  return withoutPersonal({ ...record, journal }) as SagaRecord;
}

/** The same data with everything personal in it redacted; its shape stays. */
export function withoutPersonal(value: unknown): unknown {
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
