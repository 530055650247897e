import { FAULT_ID } from '@shop/protos/system';
import Joi from 'joi';
import { EFFECTS, type Armed, type Faults } from '../faults.js';
import { route, type AnyRoute } from './route.js';

/** The limits of an armed fault: how many times it happens, and a delay in milliseconds. */
export const FAULT_LIMITS = { times: 1_000_000, delayMs: 600_000 } as const;

const place = { at: Joi.string().max(200).required() };
const effect = {
  do: Joi.string()
    .valid(...EFFECTS)
    .required(),
};
const faultSchema = Joi.object<Armed>({
  ...place,
  ...effect,
  times: Joi.number().integer().min(1).max(FAULT_LIMITS.times).default(1),
  delayMs: Joi.number().integer().min(0).max(FAULT_LIMITS.delayMs).default(0),
  [FAULT_ID]: Joi.string().max(100),
});

const armedSchema = Joi.object({
  ...place,
  ...effect,
  times: Joi.number().integer().required(),
  delayMs: Joi.number().integer().required(),
  [FAULT_ID]: Joi.string(),
});
/** Points of a process and what is armed there. */
export const faultListSchema = Joi.object({
  points: Joi.array().items(Joi.string()).required(),
  armed: Joi.array().items(armedSchema).required(),
});

/** The administrator's routes to arm and disarm; without fault injection there are none, so they answer 404. */
export function faultRoutes(faults: Faults): AnyRoute[] {
  if (!faults.enabled) return [];
  const common = { path: '/faults', who: 'admin', tag: 'Faults', internal: true } as const;
  return [
    route({
      ...common,
      method: 'POST',
      summary: 'Arm a fault',
      body: faultSchema,
      answers: { 201: { description: 'Armed', schema: armedSchema } },
      handle: async ({ body }) => (faults.arm(body), { status: 201, body }),
    }),
    route({
      ...common,
      method: 'GET',
      summary: 'Points and armed faults',
      answers: { 200: { description: 'What there is', schema: faultListSchema } },
      handle: async () => ({ status: 200, body: faults.list() }),
    }),
    route({
      ...common,
      method: 'DELETE',
      summary: 'Disarm all faults',
      answers: { 204: { description: 'Disarmed' } },
      handle: async () => (faults.disarm(), { status: 204 }),
    }),
  ];
}
