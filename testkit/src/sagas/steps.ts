import type { Definition, State, Step } from 'saga-engine/core/definition';
import type { Command } from 'saga-engine/core/participant';
import { cancelOrder } from '@shop/saga-orchestrator/sagas/cancel-order';
import { changeOrder } from '@shop/saga-orchestrator/sagas/change-order';
import { customerAnswered, paymentSubmitted } from '@shop/saga-orchestrator/sagas/participants';
import { placeOrder } from '@shop/saga-orchestrator/sagas/place-order';

// a definition's commands are data, so any state is sufficient to read them
const anyState: State = new Proxy((() => undefined) as unknown as State, {
  get: (_target, key) => (key === Symbol.toPrimitive ? () => '' : anyState),
  apply: () => anyState,
});

/** The command of a step, and its undo. */
export function commandsOf(step: Step): { readonly command?: Command; readonly undo?: Command } {
  if (step.kind === 'wait') return {};
  const command = step.command(anyState);
  if (step.kind !== 'undoable' || step.compensate === 'nothing') return { command };
  return { command, undo: step.compensate(anyState) };
}

/** The name of the step that sends this command ("payments.capture"). Throws when there is none. */
function stepThatSends(command: string, { name: saga, steps }: Pick<Definition, 'name' | 'steps'>): string {
  const sends = ({ participant, method }: Command) =>
    `${participant}.${method.replace(/^./, (letter) => letter.toLowerCase())}` === command;
  const found = steps.find((step) => [commandsOf(step).command].some((sent) => sent && sends(sent)));
  if (!found) throw new Error(`No step of ${saga} sends ${command}.`);
  return found.name;
}

/**
 * The names of place-order's steps, by what each does. Tests use these: what a step is called is the definition's matter, and a
 * step that is renamed changes no test.
 */
export const STEPS = {
  create: stepThatSends('orders.create', placeOrder),
  reserve: stepThatSends('stock.reserve', placeOrder),
  pay: paymentSubmitted.name,
  authorize: stepThatSends('payments.authorize', placeOrder),
  answer: customerAnswered.name,
  complete: stepThatSends('payments.completePayment', placeOrder),
  confirm: stepThatSends('orders.confirm', placeOrder),
  capture: stepThatSends('payments.capture', placeOrder),
};

/** The same of cancel-order. */
export const CANCEL_STEPS = {
  stop: stepThatSends('orders.stopChanges', cancelOrder),
  refund: stepThatSends('payments.refundOrder', cancelOrder),
  restock: stepThatSends('stock.restock', cancelOrder),
  mark: stepThatSends('orders.markCancelled', cancelOrder),
};

/** The same of change-order. */
export const CHANGE_STEPS = {
  hold: stepThatSends('orders.holdChange', changeOrder),
  authorize: stepThatSends('payments.authorizeChange', changeOrder),
  capture: stepThatSends('payments.capture', changeOrder),
  apply: stepThatSends('orders.applyChange', changeOrder),
  move: stepThatSends('orders.moveChanged', changeOrder),
  refund: stepThatSends('payments.refundChange', changeOrder),
};

/** The label of a step of place-order, by language. */
export const labelOf = (step: string) => placeOrder.labels!.steps[step]!.name;
