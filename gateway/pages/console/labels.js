import { shownStep } from '/assets/console/segments.js';
import { said } from '/assets/console/words.js';

/** What the orchestrator calls a step of this saga; its name when an older orchestrator answered, which has no labels. */
export const labelIn = (saga, name) => said(shownStep(saga, name)?.label) || name;

/** What the orchestrator calls each type of saga; an older one has no labels. */
export const namesOf = (types) => Object.fromEntries(types.map(({ type, label }) => [type, said(label) || type]));
