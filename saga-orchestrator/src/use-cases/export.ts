import type { SagaRecord } from '../engine/journal.js';

// what a person could be told apart by; ids stay, they are opaque
const PERSONAL = new Set([
  'shippingAddress',
  'street',
  'city',
  'zipCode',
  'userId',
  'by',
  'paymentMethodId',
  'name',
  'email',
]);

/** One saga as plain data that a test can load: its journal as it was, without anything personal. */
export function exportSaga(record: SagaRecord): SagaRecord {
  return withoutPersonal(record) as SagaRecord;
}

/** The same data with everything personal in it redacted. */
export function withoutPersonal(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPersonal);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name, PERSONAL.has(name) ? '[redacted]' : withoutPersonal(member)]),
  );
}
