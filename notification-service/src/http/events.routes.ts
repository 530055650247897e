import type { CursorStore } from '@shop/common/events/cursors';
import { route, type AnyRoute } from '@shop/common/http/route';
import { limitSchema } from '@shop/common/http/paging';
import Joi from 'joi';
import type { EventLogs } from '../clients/event-logs.js';

const progress = Joi.object({
  reader: Joi.string().required(),
  source: Joi.string().required(),
  behind: Joi.number().integer().required(),
  waitingMs: Joi.number().required(),
});
const event = Joi.object({
  specversion: Joi.string().required(),
  id: Joi.string().required(),
  source: Joi.string().required(),
  type: Joi.string().required(),
  subject: Joi.string().required(),
  time: Joi.string().isoDate().required(),
  data: Joi.object().unknown().required(),
}).unknown();
const eventsSchema = Joi.object({
  items: Joi.array().items(event).required(),
  readers: Joi.array().items(progress).required(),
});

/** The last events, and the progress of each reader, for administrators. */
export const eventRoutes = (logs: EventLogs, cursors: CursorStore): AnyRoute[] => [
  route({
    method: 'GET',
    path: '/api/events',
    who: 'admin',
    summary: 'The last events, the newest first, and how far each reader has come',
    tag: 'Events',
    query: Joi.object<{ limit: number }>({ limit: limitSchema }),
    answers: { 200: { description: 'Events as they are told, and readers', schema: eventsSchema } },
    async handle({ query }) {
      const [items, readers] = await Promise.all([logs.latest(query.limit), logs.progress(cursors)]);
      return { status: 200, body: { items, readers } };
    },
  }),
];
