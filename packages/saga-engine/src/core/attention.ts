import type { StepProgress, Work } from './progress.js';
import { attentionAfter, untilAnswered } from './retry.js';

/** Whether it failed so often, or so definitely, that an operator should look at it. */
export const needsAttention = ({ step, do: doing, undo }: StepProgress): boolean =>
  undo.denied ||
  troubles(undo) >= attentionAfter(untilAnswered) ||
  (step.kind !== 'undoable' &&
    (doing.denied || troubles(doing) >= attentionAfter(step.kind === 'wait' ? untilAnswered : step.retry)));

const troubles = ({ failures, parks }: Work) => failures + parks;
