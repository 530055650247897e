import { chosenIdSchema } from '@shop/common/validation/validate';
import { route, type AnyRoute } from '@shop/common/http/route';
import { conflict } from '@shop/common/errors';
import type { Sagas } from 'saga-engine/api/sagas';
import Joi from 'joi';
import { randomUUID } from 'node:crypto';
import { v5 as uuidv5 } from 'uuid';
import { codeSchema } from '../code.js';
import { nameSchema, notTaken } from './name.js';
import { sagaToJson } from './sagas.routes.js';
import { sagaSchema } from './sagas.schema.js';

interface StartJson {
  type: string;
  id?: string;
  input: object;
}
interface SignalJson {
  name: string;
  payload: object;
  id?: string;
}

const object = Joi.object().unknown().required();
const startBody = Joi.object<StartJson>({
  type: nameSchema.required().description('The name of the definition; its newest version begins'),
  id: notTaken(chosenIdSchema).description(
    'Its id; one of the call when absent. Refused when there is a saga of that id',
  ),
  input: object.description('Checked against the schema of the definition'),
});
const signalBody = Joi.object<SignalJson>({
  name: nameSchema.required(),
  payload: object.description('Checked against the schema of the signal'),
  id: notTaken(chosenIdSchema).description('Names this signal, the same when it is sent again'),
});
const cancelBody = Joi.object<{ reason: string }>({ reason: codeSchema.required() });
const signalled = Joi.object({
  outcome: Joi.string().valid('ACCEPTED', 'DUPLICATE', 'LATE').required(),
  saga: sagaSchema.required(),
});

const NAMESPACE = '0d5f6b5e-6f0b-5d2c-9a55-0d1c62a7d3f4';

/**
 * Starts and signals sagas of any type, by its name and JSON. Only for administrators, and only for definitions with `forOperators`:
 * starting other sagas would bypass the checks of their program.
 */
export function typedRoutes(sagas: Sagas): AnyRoute[] {
  const admin = { who: 'admin', tag: 'Sagas', method: 'POST', idempotent: true } as const;
  const rule = 'only of a type whose definition says forOperators';
  return [
    route<StartJson>({
      ...admin,
      path: '/api/sagas',
      summary: `Start a saga by its type and input, ${rule}`,
      body: startBody,
      answers: {
        201: { description: 'Started', schema: sagaSchema, headers: { Location: 'The address of the saga' } },
      },
      problems: ['FORBIDDEN', 'SAGA_EXISTS'],
      async handle({ body: { type, id: chosen, input }, caller, idempotencyKey, begun }) {
        const own =
          idempotencyKey === undefined ? randomUUID() : uuidv5(`${caller.userId} ${idempotencyKey}`, NAMESPACE);
        const beginning = { saga: type, id: chosen ?? own, input };
        const { saga, created, otherInput } = await sagas.start(beginning, 'ACCEPTED', 0, 'operator');
        // the answer does not tell whether the input is the same: hidden parts of it could be guessed
        if (!created && !(begun && !otherInput))
          throw conflict('SAGA_EXISTS', `There is a saga ${saga.id} already, which is unchanged; choose another id.`);
        return { status: 201, body: sagaToJson(saga), headers: { location: `/api/sagas/${saga.id}` } };
      },
    }),
    route<SignalJson>({
      ...admin,
      path: '/api/sagas/:id/signals',
      summary: `Send a saga a signal that it waits for, or will wait for, ${rule}`,
      body: signalBody,
      answers: { 202: { description: 'What became of the signal, and the saga', schema: signalled } },
      problems: ['FORBIDDEN', 'SAGA_NOT_FOUND'],
      async handle({ params, body: signal }) {
        const { outcome, saga } = await sagas.signal(params['id']!, signal, 'ACCEPTED', 0, 'operator');
        return { status: 202, body: { outcome: outcome.toUpperCase(), saga: sagaToJson(saga) } };
      },
    }),
    route<{ reason: string }>({
      ...admin,
      path: '/api/sagas/:id/cancel',
      summary: `Cancel a saga, also one that has completed, ${rule}`,
      body: cancelBody,
      answers: { 202: { description: 'It is undone, or has been already', schema: sagaSchema } },
      problems: ['FORBIDDEN', 'SAGA_NOT_FOUND', 'SAGA_FINISHED'],
      async handle({ params, body: { reason }, caller }) {
        const { answer, saga } = await sagas.cancel(params['id']!, { by: caller.userId!, reason }, 'operator');
        if (answer === 'late')
          throw conflict(
            'SAGA_FINISHED',
            `This saga is ${saga.state} and past its point of no return, and its definition names no saga that undoes it; it goes on to its end.`,
          );
        return { status: 202, body: sagaToJson(saga) };
      },
    }),
  ];
}
