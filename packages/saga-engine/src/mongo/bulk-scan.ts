import type { Documents } from '@shop/common/mongo/documents';
import type { Entry } from '../core/journal.js';
import type { BulkFilter, BulkPlace } from './bulk.model.js';
import { LIVE, type SagaDocument } from './saga.model.js';

type Head = Pick<SagaDocument, '_id' | 'createdAt'> & { journal?: readonly Entry[] };

/** How many are read at a time when their journals have to be looked into. */
const PAGE = 200;

/** How many sagas, created up to then (epoch ms), the filter matches. */
export async function countMatching(sagas: Documents<SagaDocument>, filter: BulkFilter, upTo: number): Promise<number> {
  if (filter.reason === undefined) return sagas.count(queryOf(filter, upTo));
  let count = 0;
  let cursor: BulkPlace | null = null;
  for (;;) {
    const { ids, cursor: next } = await nextMatching(sagas, filter, upTo, cursor, PAGE);
    count += ids.length;
    if (ids.length < PAGE || !next) return count;
    cursor = next;
  }
}

/** The next so many that the filter matches behind `after`, oldest first, and how far was looked for them. */
export async function nextMatching(
  sagas: Documents<SagaDocument>,
  filter: BulkFilter,
  upTo: number,
  after: BulkPlace | null,
  wanted: number,
): Promise<{ ids: string[]; cursor: BulkPlace | null }> {
  const { reason } = filter;
  const ids: string[] = [];
  let cursor = after;
  for (;;) {
    const limit = reason === undefined ? wanted : PAGE;
    const page = await sagas
      .find<Head>(queryOf(filter, upTo, cursor), {
        fields: { createdAt: 1, ...(reason === undefined ? {} : { journal: 1 }) },
        sort: { createdAt: 1, _id: 1 },
        limit,
      })
      .toArray();
    for (const { _id: id, createdAt, journal = [] } of page) {
      if (reason === undefined || isStuckFor(journal, reason)) ids.push(id);
      cursor = { createdAt, id };
      if (ids.length === wanted) return { ids, cursor };
    }
    if (page.length < limit) return { ids, cursor };
  }
}

function queryOf(filter: BulkFilter, upTo: number, place?: BulkPlace | null): Record<string, unknown> {
  const { state, type, version, step, phase, before, after } = filter;
  const created = {
    $lte: upTo,
    ...(before === undefined ? {} : { $lt: before }),
    ...(after === undefined ? {} : { $gte: after }),
  };
  return {
    createdAt: created,
    ...(state === undefined ? LIVE : { state }),
    ...(type === undefined ? {} : { type }),
    ...(version === undefined ? {} : { version }),
    ...(step === undefined ? {} : { next: { $in: nextOf(step, phase) } }),
    ...(place
      ? { $or: [{ createdAt: { $gt: place.createdAt } }, { createdAt: place.createdAt, _id: { $gt: place.id } }] }
      : {}),
  };
}

function nextOf(step: string, phase: BulkFilter['phase']): string[] {
  const each = { do: step, undo: `undo ${step}` };
  return phase === undefined ? Object.values(each) : [each[phase]];
}

/** Whether this is why the saga turned round, or a part of what went wrong last. */
function isStuckFor(journal: readonly Entry[], reason: string): boolean {
  const turned = journal.some(
    (entry) =>
      (entry.type === 'refused' || entry.type === 'expired' || entry.type === 'cancel-requested') &&
      entry.reason === reason,
  );
  const last = journal.findLast(({ type }) => type === 'failed' || type === 'parked');
  return turned || (last?.type === 'failed' && last.error.includes(reason));
}
