import { CANCEL_STEPS, STEPS } from '@shop/testkit/sagas/steps';
import { until } from '@shop/testkit/until';
import type { MakeExample } from './example.js';
import { confirmed, made, order, reason } from './prepared.js';

/** Matches no saga. */
const bulk = { action: 'retry', filter: { before: '2000-01-01T00:00:00Z' }, reason: 'an example' };
/** Pauses nothing: the step belongs to another participant. */
const nothing = { type: 'cancel-order', step: CANCEL_STEPS.refund, participant: 'stock', reason: 'an example' };

/** Calls of operators: sagas, the system, its audit and its faults. */
export const operatorExamples: Readonly<Record<string, MakeExample>> = {
  getApiSagas: () => ({ status: 200 }),
  getApiSagasId: async (context) => ({ status: 200, params: { id: (await confirmed(context))['id'] } }),
  getApiSagasIdPreview: async (context) => ({ status: 200, params: { id: (await order(context))['id'] } }),
  getApiSagasSummary: () => ({ status: 200 }),
  getApiSagasIdJournal: async (context) => ({ status: 200, params: { id: (await order(context))['id'] } }),
  getApiSagasIdExport: async (context) => ({ status: 200, params: { id: (await order(context))['id'] } }),
  getApiSagasIdEvents: async (context) => ({ status: 200, params: { id: (await confirmed(context))['id'] } }),
  getApiSagasIdJobs: async (context) => ({ status: 200, params: { id: (await order(context))['id'] } }),
  postApiSagasIdRetry: async (context) => ({ status: 202, params: { id: (await order(context))['id'] }, ...reason }),
  postApiSagasIdCompensate: async (context) => ({
    status: 202,
    params: { id: (await order(context))['id'] },
    ...reason,
  }),
  postApiSagasIdResolve: async (context) => ({ status: 202, params: { id: (await order(context))['id'] }, ...reason }),
  postApiSagasIdForce: async (context) => {
    const body = { step: STEPS.pay, outcome: 'refused', reason: 'an example' };
    return { status: 202, params: { id: (await order(context))['id'] }, body, other: { ...body, reason: 'another' } };
  },
  postApiSagasIdRestart: async (context) => {
    const body = { step: STEPS.reserve, reason: 'an example' };
    return { status: 202, params: { id: (await order(context))['id'] }, body, other: { ...body, reason: 'another' } };
  },
  // operators cannot start the shop's own sagas
  postApiSagas: () => {
    const body = { type: 'place-order', input: {} };
    return { status: 403, body, other: { ...body, id: 'another' } };
  },
  postApiSagasIdSignals: async (context) => {
    const body = { name: STEPS.pay, payload: {} };
    return { status: 403, params: { id: (await order(context))['id'] }, body, other: { ...body, id: 'another' } };
  },
  postApiSagasIdCancel: async (context) => {
    const body = { reason: 'ADMIN_CANCELLED' };
    return { status: 403, params: { id: (await order(context))['id'] }, body, other: { reason: 'ANOTHER' } };
  },
  postApiSagasBulk: () => ({ status: 202, body: bulk, other: { ...bulk, reason: 'another' } }),
  getApiSagasBulkId: async ({ admin }) => ({
    status: 200,
    params: { id: (await made(admin.call('POST', '/api/sagas/bulk', bulk)))['id'] },
  }),
  getApiSagasPauses: () => ({ status: 200 }),
  postApiSagasPauses: () => ({ status: 201, body: nothing, other: { ...nothing, reason: 'another' } }),
  deleteApiSagasPausesId: async ({ admin }) => ({
    status: 204,
    params: { id: (await made(admin.call('POST', '/api/sagas/pauses', nothing)))['id'] },
  }),
  getApiSystem: () => ({ status: 200 }),
  getApiSystemHistory: () => ({ status: 200 }),
  getApiTraces: () => ({ status: 200 }),
  getApiTracesTraceId: async ({ admin }) => ({
    status: 200,
    params: {
      traceId: await until(
        'a trace',
        async () => (await made(admin.call('GET', '/api/traces')))['items'][0]?.traceId as string,
      ),
    },
  }),
  getApiInvariants: () => ({ status: 200 }),
  getApiInvariantsRuns: () => ({ status: 200 }),
  postApiInvariantsRuns: () => ({ status: 202 }),
  getOpenapiJson: () => ({ status: 200 }),
  getAsyncapiJson: () => ({ status: 200 }),
  getHealthLive: () => ({ status: 200 }),
  getHealthReady: () => ({ status: 200 }),
  getMetrics: () => ({ status: 200 }),
  postFaults: () => ({ status: 201, body: { at: 'gateway.proxy.after', do: 'delay', delayMs: 1 } }),
  getFaults: () => ({ status: 200 }),
  deleteFaults: () => ({ status: 204 }),
  getApiFaults: () => ({ status: 200 }),
  deleteApiFaults: () => ({ status: 204 }),
  postApiFaultsProcess: () => ({
    status: 201,
    params: { process: 'order-service' },
    body: { at: 'order.reserve.after', do: 'delay', delayMs: 1 },
  }),
};
