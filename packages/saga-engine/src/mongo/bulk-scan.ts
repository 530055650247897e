import type { Documents } from '@shop/common/mongo/documents';
import type { Shown } from '../core/definition.js';
import type { Entry, Phase, SagaRecord } from '../core/journal.js';
import { definitionOf } from '../core/known.js';
import type { Registry } from '../core/registry.js';
import { HIDDEN, shownReason, shownWords } from '../core/shown.js';
import type { BulkFilter, BulkPlace } from './bulk.model.js';
import { LIVE, type SagaDocument } from './saga.model.js';

type Head = Pick<SagaDocument, '_id' | 'createdAt'> & Partial<SagaDocument>;

/** How many are read at a time when their journals have to be searched. */
const PAGE = 200;

/** The number of sagas, created until then (epoch ms), that the filter matches, see nextMatching. */
export async function countMatching(
  sagas: Documents<SagaDocument>,
  registry: Registry,
  filter: BulkFilter,
  upTo: number,
): Promise<number> {
  if (filter.reason === undefined) return sagas.count(queryOf(filter, upTo));
  let count = 0;
  let cursor: BulkPlace | null = null;
  for (;;) {
    const { ids, cursor: next } = await nextMatching(sagas, registry, filter, upTo, cursor, PAGE);
    count += ids.length;
    if (ids.length < PAGE || !next) return count;
    cursor = next;
  }
}

/**
 * The next sagas after `after` that the filter matches, oldest first, and how far the search went. A reason is searched only in texts that
 * their definitions show: otherwise hidden texts could be guessed letter by letter from the counts.
 */
export async function nextMatching(
  sagas: Documents<SagaDocument>,
  registry: Registry,
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
        fields: { createdAt: 1, ...(reason === undefined ? {} : JOURNAL) },
        sort: { createdAt: 1, _id: 1 },
        limit,
      })
      .toArray();
    for (const { _id: id, ...saga } of page) {
      if (reason === undefined || isStuckFor(saga.journal!, reason, shownOf(registry, id, saga))) ids.push(id);
      cursor = { createdAt: saga.createdAt, id };
      if (ids.length === wanted) return { ids, cursor };
    }
    if (page.length < limit) return { ids, cursor };
  }
}

/** The definition's parts for reading the journal. */
const JOURNAL = { journal: 1, type: 1, version: 1, shape: 1 } as const;

const shownOf = (registry: Registry, id: string, saga: Partial<SagaDocument>): Shown | undefined =>
  definitionOf(registry, { id, ...saga } as SagaRecord).shown;

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

/** Whether the reason is why the saga began to compensate, or is part of the shown errors of what it currently tries. */
export function isStuckFor(journal: readonly Entry[], reason: string, shown: Shown | undefined): boolean {
  const turned = journal.some(
    (entry) =>
      (entry.type === 'refused' || entry.type === 'expired' || entry.type === 'cancel-requested') &&
      shownReason(entry.reason, shown) === reason,
  );
  const words = troubles(journal).map((trouble) => shownWords(trouble, shown));
  return turned || words.some((trouble) => trouble !== HIDDEN && trouble.includes(reason));
}

/**
 * The last errors of each action that was tried and has not ended: the last error, the last refusal before it, and why it could not be
 * sent. An unreachable participant then hides no earlier refusal.
 */
function troubles(journal: readonly Entry[]): string[] {
  const found: string[] = [];
  const seen = new Set<string>();
  let phase: Phase | undefined;
  for (const entry of [...journal].reverse()) {
    if (!('step' in entry)) continue;
    const { step, type } = entry;
    if (type !== 'failed' && type !== 'parked') {
      if (type !== 'resumed') seen.add(`failed ${step}`).add(`parked ${step}`);
      continue;
    }
    // once it compensates, only errors of undos
    if (seen.has(`${type} ${step}`) || (phase ??= entry.phase) !== entry.phase) continue;
    seen.add(`${type} ${step}`);
    if (type === 'failed') found.push(entry.error, ...(entry.refusal === undefined ? [] : [entry.refusal]));
    else if (entry.pause === undefined) found.push(entry.why);
  }
  return found;
}
