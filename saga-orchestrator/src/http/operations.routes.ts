import { invalid } from '@shop/common/errors';
import { route, type AnyRoute } from '@shop/common/http/route';
import { timeOf } from '@shop/common/validation/time-schema';
import { v5 as uuidv5 } from 'uuid';
import type { BulkDocument, BulkFilter, BulkRequest } from 'saga-engine/mongo/bulk.model';
import type { PauseDocument } from 'saga-engine/mongo/pause.model';
import type { Presenter } from 'saga-engine/core/present';
import type { Bulk } from 'saga-engine/operations/bulk';
import type { Pausable } from 'saga-engine/operations/operating';
import type { PauseBoard, PauseRequest } from 'saga-engine/operations/pauses';
import type { Sagas } from 'saga-engine/api/sagas';
import {
  bulkBegunSchema,
  bulkBody,
  bulkSchema,
  forceBody,
  matchedSchema,
  pauseBody,
  pausesSchema,
  pauseSchema,
  restartBody,
  type BulkFilterJson,
  type BulkJson,
  type ForceJson,
  type RestartJson,
} from './operations.schema.js';
import { phaseToJson, withPhase } from './phase.js';
import { sagaSchema } from './sagas.schema.js';
import { sagaToJson } from './sagas.routes.js';

const NAMESPACE = '0c4f6d0e-5a0b-5d8e-9d83-7d6a2f6f0c11';
/** The id of what a call creates: the same for each repetition of the call. */
const idFor = (what: string, userId: string, key: string | undefined): string | undefined =>
  key === undefined ? undefined : uuidv5(`${what} ${userId} ${key}`, NAMESPACE);

const iso = (ms: number) => new Date(ms).toISOString();
const bulkToJson = (operation: BulkDocument) => {
  const { _id: id, action, reason, by, state, step, phase, outcome, createdAt } = operation;
  const { matched, done, failed, examples } = operation;
  return {
    id,
    action,
    reason,
    by,
    state,
    ...(step === undefined ? {} : { step }),
    ...(phase === undefined ? {} : { phase: phaseToJson(phase) }),
    ...(outcome === undefined ? {} : { outcome }),
    matched,
    done,
    failed,
    ...(state === 'DONE' ? { unmatched: Math.max(0, matched - done - failed) } : {}),
    examples,
    createdAt: iso(createdAt),
  };
};
const pauseToJson = ({ _id: id, type, step, participant, reason, by, at }: PauseDocument, present: Presenter) => {
  const what = {
    ...(type === undefined ? {} : { type }),
    ...(step === undefined ? {} : { step }),
    ...(participant === undefined ? {} : { participant }),
  };
  return { id, ...what, label: present.paused(what), reason, by, at: iso(at) };
};

/** Operators' actions on sagas that cannot end by themselves: force, restart, both in bulk, and pause. */
export function operationRoutes(
  sagas: Sagas,
  bulk: Bulk,
  pauses: PauseBoard,
  pausable: Pausable,
  present: Presenter,
): AnyRoute[] {
  const admin = { who: 'admin', tag: 'Sagas' } as const;
  const viewer = { who: 'viewer', tag: 'Sagas' } as const;
  const accepted = { 202: { description: 'Accepted', schema: sagaSchema } };
  const problems = [
    'SAGA_NOT_FOUND',
    'SAGA_FINISHED',
    'WOULD_BREAK_CONSERVATION',
    'STEP_NOT_OPEN',
    'SAGA_NOT_STORABLE',
  ] as const;
  return [
    route<ForceJson>({
      ...admin,
      method: 'POST',
      path: '/api/sagas/:id/force',
      summary:
        'Say what came of the step that the saga stands at, or of an undo that is left (`phase` says which is meant)',
      body: forceBody,
      idempotent: true,
      answers: accepted,
      problems,
      handle: async ({ params, body, caller, begun }) => ({
        status: 202,
        body: sagaToJson(await sagas.force(params['id']!, { ...withPhase(body), by: caller.userId! }, begun)),
      }),
    }),
    route<RestartJson>({
      ...admin,
      method: 'POST',
      path: '/api/sagas/:id/restart',
      summary: 'Carry on from a step, or with an undo, as if it had not been tried; the commands keep their keys',
      body: restartBody,
      idempotent: true,
      answers: accepted,
      problems,
      handle: async ({ params, body, caller, begun }) => ({
        status: 202,
        body: sagaToJson(await sagas.restart(params['id']!, { ...withPhase(body), by: caller.userId! }, begun)),
      }),
    }),
    route<BulkJson>({
      ...admin,
      method: 'POST',
      path: '/api/sagas/bulk',
      summary: 'Intervene in every saga that a filter matches, or count them',
      body: bulkBody,
      idempotent: true,
      answers: {
        200: { description: 'A dry run: how many there are', schema: matchedSchema },
        202: { description: 'Stored; it begins within a second', schema: bulkBegunSchema },
      },
      handle: async ({ body: { filter: asked, all, dryRun, ...wish }, caller, idempotencyKey }) => {
        assertMeant(asked, all);
        const filter = filterOf(asked);
        const complete = completed(withPhase(wish), filter);
        if (dryRun) return { status: 200, body: { matched: await bulk.count(filter) } };
        const by = caller.userId!;
        const { _id: id, matched } = await bulk.begin(complete, filter, by, idFor('bulk', by, idempotencyKey));
        return { status: 202, body: { id, matched } };
      },
    }),
    route({
      ...viewer,
      method: 'GET',
      path: '/api/sagas/bulk/:id',
      summary: 'How far a bulk operation is',
      answers: { 200: { description: 'The operation', schema: bulkSchema } },
      problems: ['BULK_NOT_FOUND'],
      handle: async ({ params }) => ({ status: 200, body: bulkToJson(await bulk.get(params['id']!)) }),
    }),
    route({
      ...viewer,
      method: 'GET',
      path: '/api/sagas/pauses',
      summary: 'What is paused, oldest first',
      answers: { 200: { description: 'All of it', schema: pausesSchema } },
      handle: async () => {
        const items = (await pauses.list()).map((pause) => pauseToJson(pause, present));
        return { status: 200, body: { items, nextCursor: null } };
      },
    }),
    route<PauseRequest>({
      ...admin,
      method: 'POST',
      path: '/api/sagas/pauses',
      summary: 'Send nothing of a saga type, a step or a participant until the pause is deleted',
      body: pauseBody,
      idempotent: true,
      answers: { 201: { description: 'The pause', schema: pauseSchema } },
      handle: async ({ body, caller, idempotencyKey }) => {
        assertKnown('type', body.type, pausable.types);
        assertKnown('step', body.step, body.type === undefined ? pausable.steps : pausable.stepsOf(body.type));
        assertKnown('participant', body.participant, pausable.participants);
        const by = caller.userId!;
        const pause = await pauses.begin(body, by, idFor('pause', by, idempotencyKey));
        return { status: 201, body: pauseToJson(pause, present) };
      },
    }),
    route({
      ...admin,
      method: 'DELETE',
      path: '/api/sagas/pauses/:id',
      summary: 'End a pause; what rested for it goes on at once',
      answers: { 204: { description: 'Ended' } },
      problems: ['PAUSE_NOT_FOUND'],
      handle: async ({ params, begun }) => {
        await pauses.end(params['id']!, begun);
        return { status: 204 };
      },
    }),
  ];
}

const filterOf = ({ before, after, ...rest }: BulkFilterJson): BulkFilter => ({
  ...withPhase(rest),
  ...(before === undefined ? {} : { before: timeOf(before) }),
  ...(after === undefined ? {} : { after: timeOf(after) }),
});

/** Throws 422 for an empty filter, which matches every saga that has not ended, unless `all` is set. */
function assertMeant(filter: BulkFilterJson, all = false): void {
  const isEmpty = Object.keys(filter).length === 0;
  if (isEmpty && !all) {
    const message =
      'matches every saga that has not ended: name at least one member, or send `all: true` if that is meant';
    throw invalid([{ path: 'filter', message }]);
  }
  if (!isEmpty && all) throw invalid([{ path: 'all', message: 'is only taken with a `filter` without members' }]);
}

/** Completes the request with the filter's step and phase, unless it has its own. Throws 422 when something is missing. */
function completed(wish: BulkRequest, filter: BulkFilter): BulkRequest {
  const step = wish.step ?? filter.step;
  const phase = wish.phase ?? filter.phase;
  const needsStep = wish.action === 'force' || wish.action === 'restart';
  if (needsStep && step === undefined)
    throw invalid([{ path: 'step', message: `is required for ${wish.action}, here or in the filter` }]);
  if (wish.action === 'force' && wish.outcome === undefined)
    throw invalid([{ path: 'outcome', message: 'is required for force: done or refused' }]);
  if (wish.reply !== undefined && (wish.action !== 'force' || wish.outcome !== 'done' || phase === 'undo'))
    throw invalid([{ path: 'reply', message: 'is only for force of a step as done' }]);
  return { ...wish, ...(needsStep ? { step: step!, ...(phase === undefined ? {} : { phase }) } : {}) };
}

function assertKnown(path: string, name: string | undefined, known: readonly string[]): void {
  if (name === undefined || known.includes(name)) return;
  throw invalid([{ path, message: `must be one of ${known.join(', ')}` }]);
}
