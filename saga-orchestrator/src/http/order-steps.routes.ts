import { route, type AnyRoute } from '@shop/common/http/route';
import Joi from 'joi';
import type { ShowsSteps } from '../use-cases/order-steps.js';
import { shownSagaToJson } from './shown.js';
import { shownSagaSchema } from './shown.schema.js';

const pendingQuery = Joi.object<{ pending?: string }>({ pending: Joi.string().valid('yes') });

/** The view of sagas for customers. */
export function orderStepsRoutes(steps: ShowsSteps): AnyRoute[] {
  return [
    route({
      method: 'GET',
      path: '/api/order-steps',
      who: 'anyone',
      tag: 'Orders',
      summary: 'The steps that an order goes through, before there is one',
      answers: { 200: { description: 'The steps, all to come', schema: shownSagaSchema } },
      handle: () => Promise.resolve({ status: 200, body: shownSagaToJson(steps.plan()) }),
    }),
    route({
      method: 'GET',
      path: '/api/orders/:id/steps',
      who: 'anyone',
      // only order-service knows an order's owner; the gateway asks it first
      from: 'gateway',
      internal: true,
      summary: 'The steps of an order, for whoever may see the order',
      query: pendingQuery,
      answers: { 200: { description: 'The sagas of the order' } },
      async handle({ params, query }) {
        const { ended, sagas } = await steps.of(params['id']!, query.pending === 'yes');
        return { status: 200, body: { ended, sagas: sagas.map(shownSagaToJson) } };
      },
    }),
  ];
}
