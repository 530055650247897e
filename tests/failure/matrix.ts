import type { Definition } from 'saga-engine/core/definition';
import type { Command } from 'saga-engine/core/participant';
import { cancelOrder } from '../../saga-orchestrator/src/sagas/cancel-order.js';
import { changeOrder } from '../../saga-orchestrator/src/sagas/change-order.js';
import { sagas } from '../../saga-orchestrator/src/sagas/definitions.js';
import { placeOrder } from '../../saga-orchestrator/src/sagas/place-order.js';
import { CHANGE_STEPS, commandsOf, STEPS } from '../../saga-orchestrator/test/steps.js';

/** Which process carries out a participant's commands, and how its fault points begin. */
const processOf: Record<string, { name: string; prefix: string }> = {
  orders: { name: 'order-service', prefix: 'order' },
  stock: { name: 'order-service', prefix: 'order' },
  payments: { name: 'payment-service', prefix: 'payment' },
};

/** How an order must be placed, or what an operator must do to it, so that the point is passed. */
export type Story =
  | 'confirmed'
  | 'asked'
  | 'undone'
  | 'refunded'
  | 'pricier'
  | 'cheaper'
  | 'not changed'
  | 'forced'
  | 'forced in bulk'
  | 'paused'
  | 'resumed'
  | 'activated';

/** One fault: where, what, and the story in which it strikes. */
export interface Case {
  readonly process: string;
  readonly point: string;
  readonly effect: string;
  readonly story: Story;
}

interface Sent {
  readonly command: Command;
  readonly story: Story;
}

function sentBy(definition: Definition, story: Story): Sent[] {
  return definition.steps.flatMap((step): Sent[] => {
    const { command, undo } = commandsOf(step);
    return [
      ...(command ? [{ command, story: storyOfStep[step.name] ?? story }] : []),
      ...(undo ? [{ command: undo, story: undoneIn[definition.name] ?? ('undone' as const) }] : []),
    ];
  });
}

const kebab = (method: string) => method.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** The story in which each saga goes forward; one that is not here cannot be struck. */
const storyOf: Record<string, Story> = {
  [placeOrder.name]: 'confirmed',
  [changeOrder.name]: 'pricier',
  [cancelOrder.name]: 'refunded',
};

/** The story in which each goes back, where that is one of its own. */
const undoneIn: Record<string, Story> = { [changeOrder.name]: 'not changed' };

/** Steps that only some orders pass: the story of those. */
const storyOfStep: Record<string, Story> = { [STEPS.complete]: 'asked', [CHANGE_STEPS.refund]: 'cheaper' };

/**
 * Every command of every step of every saga that the orchestrator runs, forward and undo, before and after, with each
 * effect: a new step is covered by being there. Throws for a saga without a story, and a participant without a process.
 */
export function commandCases(
  effects: readonly string[],
  definitions: readonly Definition[] = sagas.all.filter((one) => one === sagas.latest(one.name)),
): Case[] {
  const sent = definitions.flatMap((definition) => {
    const story = storyOf[definition.name];
    if (!story) throw new Error(`Nobody says how ${definition.name} is begun: name its story in matrix.ts.`);
    return sentBy(definition, story);
  });
  return sent.flatMap(({ command, story }) => {
    const process = processOf[command.participant];
    if (!process) throw new Error(`Nobody says which process carries out ${command.participant}'s commands.`);
    const { name, prefix } = process;
    return ['before', 'after'].flatMap((side) =>
      effects.map((effect) => ({ process: name, point: `${prefix}.${kebab(command.method)}.${side}`, effect, story })),
    );
  });
}

/** The same for what the processes do beside carrying out commands: requests, journal, database, provider, queue, broadcast. */
export function effectCases(effects: readonly string[]): Case[] {
  const things: [string, string, Story?][] = [
    ['gateway', 'gateway.proxy'],
    ['saga-orchestrator', 'orchestrator.journal-insert'],
    ['saga-orchestrator', 'orchestrator.journal-append'],
    ['saga-orchestrator', 'orchestrator.dispatch'],
    ['saga-orchestrator', 'orchestrator.checkpoint'],
    ['saga-orchestrator', 'orchestrator.wake'],
    ['saga-orchestrator', 'orchestrator.job'],
    ['order-service', 'order.db-write'],
    ['order-service', 'order.publish'],
    ['payment-service', 'payment.db-write'],
    ['payment-service', 'payment.provider-call'],
    ['payment-provider', 'provider.authorize'],
    ['payment-provider', 'provider.capture'],
    ['payment-provider', 'provider.action', 'asked'],
    ['payment-provider', 'provider.void', 'undone'],
    ['payment-provider', 'provider.refund', 'refunded'],
  ];
  return things.flatMap(([process, thing, story = 'confirmed']) =>
    ['before', 'after'].flatMap((side) =>
      effects.map((effect) => ({ process, point: `${thing}.${side}`, effect, story })),
    ),
  );
}

/** What operators and deployments do: force, the same in bulk, pause and resume, and a version that begins to take new sagas. */
export function operatorCases(effects: readonly string[]): Case[] {
  const things: [string, Story][] = [
    ['intervene', 'forced'],
    ['bulk-batch', 'forced in bulk'],
    ['pause', 'paused'],
    ['pause', 'resumed'],
    ['activate', 'activated'],
  ];
  return things.flatMap(([thing, story]) =>
    ['before', 'after'].flatMap((side) =>
      effects.map((effect) => ({
        process: 'saga-orchestrator',
        point: `orchestrator.${thing}.${side}`,
        effect,
        story,
      })),
    ),
  );
}

/** Stories of an order that is changed, or would have been, after its payment. */
const CHANGED: readonly Story[] = ['pricier', 'cheaper', 'not changed'];

/** Stories of which the order is confirmed. What is forced here is a capture that is refused for good: the order is undone. */
const CONFIRMED: readonly Story[] = ['confirmed', 'asked', ...CHANGED, 'paused', 'resumed', 'activated'];

/** Stories that hold back the orders of everybody. */
const HOLDING: readonly Story[] = ['paused', 'resumed', 'activated'];

/** How an order of this story may end when this fault strikes. A definite no before the pivot turns the order round. */
export function expected({ point, effect, story }: Case): string[] {
  if (!CONFIRMED.includes(story)) return ['CANCELLED'];
  if (!['confirmed', 'asked'].includes(story)) return ['CONFIRMED'];
  const refused = effect === 'error' && point.endsWith('.before');
  if (!refused) return ['CONFIRMED'];
  // refused before there is anything: the client is told, and there is no order
  if (/^(gateway\.proxy|order\.create|orchestrator\.journal-insert)\./.test(point)) return ['REFUSED'];
  return /^(order\.(reserve|confirm)|payment\.(authorize|complete-payment)|payment\.provider-call|provider\.authorize)\./.test(
    point,
  )
    ? ['CANCELLED', 'CONFIRMED']
    : ['CONFIRMED'];
}

/** Whether the work at this point is told to be about the change of an order: its command, addressed by that, has been carried out. */
export const isOfChange = ({ point, story }: Case): boolean =>
  CHANGED.includes(story) && /^payment\.(capture|refund)\.after$/.test(point);

/** Whether the work at this point knows its order, so that a fault can be meant for one order alone. */
export const isAimed = ({ point }: Case): boolean => /^(order|payment)\.(?!db-write|publish)/.test(point);

/**
 * Which faults may be under way together: those of different processes, one at a time each. When nothing else is under way
 * come one that may compensate or refuse the wrong order, for it cannot be aimed, one that the next request of anybody
 * would meet, one that holds back everybody's orders, and one that needs a second process to itself.
 */
export function inLanes(cases: readonly Case[]): { together: Case[][]; alone: Case[] } {
  const harms = (one: Case) => expected(one).some((ending) => ending === 'CANCELLED' || ending === 'REFUSED');
  const alone = cases.filter(
    (one) =>
      (one.effect === 'error' && !isAimed(one) && harms(one)) ||
      one.process === 'gateway' ||
      HOLDING.includes(one.story) ||
      (one.process === 'payment-provider' && one.story === 'undone'),
  );
  const rest = cases.filter((one) => !alone.includes(one));
  const processes = [...new Set(rest.map(({ process }) => process))];
  return { together: processes.map((name) => rest.filter(({ process }) => process === name)), alone };
}
