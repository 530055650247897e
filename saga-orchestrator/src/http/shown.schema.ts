import { named } from '@shop/common/http/json-schema';
import { STEP_PHASES } from '@shop/protos/contract';
import Joi from 'joi';

const at = Joi.string().isoDate();
const name = Joi.string();
const phase = Joi.string().valid(...STEP_PHASES);
/** One text in each language. */
export const labelText = named(
  'LabelText',
  Joi.object({ en: Joi.string().required(), ko: Joi.string().required() }).description(
    'The same words in each language',
  ),
);

const step = {
  name: name.required(),
  kind: Joi.string().required(),
  label: labelText.required(),
  does: labelText,
  undo: labelText,
  state: Joi.string()
    .valid('todo', 'never', 'now', 'waiting', 'done', 'skipped', 'failed', 'undoing', 'undone')
    .required(),
  note: labelText.required(),
  startedAt: at.allow(null).required(),
  finishedAt: at.allow(null).required(),
};

/** A saga as anybody may see it. */
export const shownSagaSchema = named(
  'ShownSaga',
  Joi.object({
    type: name.required(),
    label: labelText.required(),
    steps: Joi.array().items(Joi.object(step)).required(),
  }),
);

const part = Joi.object({
  phase: phase.required(),
  what: Joi.string().valid('done', 'undone', 'refused', 'failed', 'rest', 'wait').required(),
  from: at.required(),
  to: at.allow(null).required(),
  note: Joi.string().allow('').required(),
});

const event = Joi.object({
  seq: Joi.number().integer().required(),
  at: at.required(),
  type: Joi.string().required(),
  tone: Joi.string().valid('done', 'undone', 'failed', 'rest', 'wait', 'asked').required(),
  step: name,
  phase,
  attempt: Joi.number().integer(),
  text: labelText.required(),
  facts: Joi.array()
    .items(Joi.object({ name: name.required(), at, value: Joi.string().allow('') }))
    .required(),
});

/** A saga as operators see it; only the answer about a single saga contains it. */
export const shownSchema = Joi.object({
  label: labelText.required(),
  situation: labelText.required(),
  steps: Joi.array()
    .items(Joi.object({ ...step, parts: Joi.array().items(part).required() }))
    .required(),
  events: Joi.array().items(event).required(),
  open: Joi.array()
    .items(Joi.object({ step: name.required(), phase: phase.required(), label: labelText.required() }))
    .required(),
}).description('How the saga is shown: steps, timeline, journal and what can be forced, in words of its definition');
