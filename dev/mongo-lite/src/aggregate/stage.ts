import type { Doc } from '../bson/values.js';

/** Turns the documents that come in into those that go out. */
export type Stage = (docs: readonly Doc[]) => readonly Doc[];
