import type { Connection } from 'mongoose';
import { beginSpan, type OpenSpan } from './tracing.js';

/** Records each command of a connection made with `monitorCommands` as a span: its name and collection, nothing of its contents. */
export function traceMongo(connection: Connection): void {
  const open = new Map<number, OpenSpan>();
  const client = connection.getClient();
  client.on('commandStarted', ({ requestId, commandName, command }) => {
    const named: unknown = commandName === 'getMore' ? command['collection'] : command[commandName];
    const collection = typeof named === 'string' ? named : '';
    const span = beginSpan(`${commandName} ${collection}`.trimEnd(), {
      kind: 'client',
      attributes: {
        'db.system.name': 'mongodb',
        'db.operation.name': commandName,
        ...(collection ? { 'db.collection.name': collection } : {}),
      },
    });
    if (span) open.set(requestId, span);
  });
  const end = (requestId: number, error?: unknown) => {
    const span = open.get(requestId);
    if (!span) return;
    open.delete(requestId);
    if (error !== undefined) span.fail(error);
    span.end();
  };
  client.on('commandSucceeded', ({ requestId }) => end(requestId));
  client.on('commandFailed', ({ requestId, failure }) => end(requestId, failure));
}
