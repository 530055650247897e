import { isTruthy, type Doc, type Value } from './store.js';

/** Names what the model would answer wrongly; undefined for a command that gives the same result on both sides. */
export function unmodelled(command: Doc): string | undefined {
  const name = command.keys().next().value ?? '';
  if (command.has('autocommit') || command.has('startTransaction')) return 'A transaction';
  const level = within(command.get('readConcern'), 'level');
  if (level === 'linearizable' || level === 'snapshot') return `Read concern ${level}`;
  const w = within(command.get('writeConcern'), 'w');
  if (![undefined, 0, 1, 2, 'majority'].includes(w as never)) return `Write concern w: ${String(w)}`;
  return serverGenerated(name, command);
}

/** A value that the server generates would differ between the primary and the majority, since each side runs the command. */
function serverGenerated(name: string, command: Doc): string | undefined {
  if (name === 'insert' && docs(command.get('documents')).some((document) => !document.has('_id')))
    return 'An insert without _id';
  const statements =
    name === 'update'
      ? docs(command.get('updates')).map((one) => ({ q: one.get('q'), u: one.get('u'), upsert: one.get('upsert') }))
      : name.toLowerCase() === 'findandmodify'
        ? [{ q: command.get('query'), u: command.get('update'), upsert: command.get('upsert') }]
        : [];
  for (const { q, u, upsert } of statements) {
    if (within(u, '$currentDate') !== undefined) return '$currentDate';
    if (isTruthy(upsert) && [q, u, within(u, '$setOnInsert')].every((doc) => within(doc, '_id') === undefined))
      return 'An upsert without _id';
  }
  return undefined;
}

const docs = (value: Value): Doc[] =>
  Array.isArray(value) ? value.filter((each): each is Doc => each instanceof Map) : [];
const within = (value: Value, field: string): Value => (value instanceof Map ? value.get(field) : undefined);
