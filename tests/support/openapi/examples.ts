import type { MakeExample } from './example.js';
import { operatorExamples } from './operator-examples.js';
import { shopExamples } from './shop-examples.js';
import { webhookExamples } from './webhook-examples.js';

/** A call of every operation, by operation id; each can be repeated. */
export const examples: Readonly<Record<string, MakeExample>> = {
  ...shopExamples,
  ...webhookExamples,
  ...operatorExamples,
};
