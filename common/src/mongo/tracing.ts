import type { Connection } from 'mongoose';
import { aroundCalls } from './calls.js';
import { beginSpan, inSpan, type SpanOptions } from '../tracing/tracing.js';

/** Records each call to the database as a span: its name and collection, nothing of its contents. */
export function traceMongo(connection: Connection): void {
  aroundCalls(connection, {
    call: (command, collection, make) => inSpan(`${command} ${collection}`, optionsOf(command, collection), make),
    opened(command, collection, cursor) {
      const span = beginSpan(`${command} ${collection}`, optionsOf(command, collection));
      if (span) cursor.once('close', () => span.end());
    },
  });
}

const optionsOf = (command: string, collection: string): SpanOptions => ({
  kind: 'client',
  attributes: { 'db.system.name': 'mongodb', 'db.operation.name': command, 'db.collection.name': collection },
});
