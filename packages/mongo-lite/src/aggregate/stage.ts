import type { Doc } from '../bson/values.js';

/** Turns the documents that come in into those that go out, one by one as far as it can. */
export type Stage = (docs: Iterable<Doc>) => Iterable<Doc>;
