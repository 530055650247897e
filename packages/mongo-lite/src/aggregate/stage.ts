import type { Doc } from '../bson/values.js';

/** Transforms the incoming documents into the outgoing ones, one at a time where possible. */
export type Stage = (docs: Iterable<Doc>) => Iterable<Doc>;
