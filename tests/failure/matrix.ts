import { CHANGE_STEPS, commandsOf, STEPS } from '@shop/testkit/sagas/steps';
import type { Definition } from 'saga-engine/core/definition';
import type { Command } from 'saga-engine/core/participant';
import { cancelOrder } from '../../saga-orchestrator/dist/sagas/cancel-order.js';
import { changeOrder } from '../../saga-orchestrator/dist/sagas/change-order.js';
import { sagas } from '../../saga-orchestrator/dist/sagas/definitions.js';
import { placeOrder } from '../../saga-orchestrator/dist/sagas/place-order.js';

/** The process that carries out a participant's commands, and the prefix of its fault points. */
const processOf: Record<string, { name: string; prefix: string }> = {
  orders: { name: 'order-service', prefix: 'order' },
  stock: { name: 'order-service', prefix: 'order' },
  payments: { name: 'payment-service', prefix: 'payment' },
};

/** What must happen to an order so that it passes the point. */
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

/** One fault: its point, its effect, and the story in which it happens. */
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

/** The story that runs each saga forward. Every saga needs one. */
const storyOf: Record<string, Story> = {
  [placeOrder.name]: 'confirmed',
  [changeOrder.name]: 'pricier',
  [cancelOrder.name]: 'refunded',
};

/** The story that compensates a saga, where it is not `undone`. */
const undoneIn: Record<string, Story> = { [changeOrder.name]: 'not changed' };

/** The stories of steps that only some orders pass. */
const storyOfStep: Record<string, Story> = { [STEPS.complete]: 'asked', [CHANGE_STEPS.refund]: 'cheaper' };

/**
 * Every command of every step of every saga of the orchestrator, forward and undo, before and after, with each effect. Covers new
 * steps automatically. Throws for a saga without a story and a participant without a process.
 */
export function commandCases(
  effects: readonly string[],
  definitions: readonly Definition[] = sagas.all.filter((one) => one === sagas.latest(one.name)),
): Case[] {
  const sent = definitions.flatMap((definition) => {
    const story = storyOf[definition.name];
    if (!story) throw new Error(`The saga ${definition.name} has no story: add one to storyOf in matrix.ts.`);
    return sentBy(definition, story);
  });
  return sent.flatMap(({ command, story }) => {
    const process = processOf[command.participant];
    if (!process)
      throw new Error(`The participant ${command.participant} has no process: add one to processOf in matrix.ts.`);
    const { name, prefix } = process;
    return ['before', 'after'].flatMap((side) =>
      effects.map((effect) => ({ process: name, point: `${prefix}.${kebab(command.method)}.${side}`, effect, story })),
    );
  });
}

/** The cases at other points than commands: requests, journal, database, provider, queue, broadcast. */
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

/** The cases of operators and deployments: force, force in bulk, pause, resume, and the activation of a version. */
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

/** Stories of an order that is changed after its payment, or whose change is refused. */
const CHANGED: readonly Story[] = ['pricier', 'cheaper', 'not changed'];

/** Stories in which the order is confirmed. Without `forced`, whose capture is refused definitely, so that the order is undone. */
const CONFIRMED: readonly Story[] = ['confirmed', 'asked', ...CHANGED, 'paused', 'resumed', 'activated'];

/** Stories that pause the orders of all customers. */
const HOLDING: readonly Story[] = ['paused', 'resumed', 'activated'];

/** How the order of a case may end. A definite refusal before the pivot makes its saga compensate. */
export function expected({ point, effect, story }: Case): string[] {
  if (!CONFIRMED.includes(story)) return ['CANCELLED'];
  if (!['confirmed', 'asked'].includes(story)) return ['CONFIRMED'];
  const refused = effect === 'error' && point.endsWith('.before');
  if (!refused) return ['CONFIRMED'];
  // refused before anything is stored: the client gets an error, and there is no order
  if (/^(gateway\.proxy|order\.create|orchestrator\.journal-insert)\./.test(point)) return ['REFUSED'];
  return /^(order\.(reserve|confirm)|payment\.(authorize|complete-payment)|payment\.provider-call|provider\.authorize)\./.test(
    point,
  )
    ? ['CANCELLED', 'CONFIRMED']
    : ['CONFIRMED'];
}

/** Whether faults at this point must be aimed at the id of the change, which is the key of its commands there, not at the order. */
export const isOfChange = ({ point, story }: Case): boolean =>
  CHANGED.includes(story) && /^payment\.(capture|refund)\.after$/.test(point);

/** Whether the order is known at this point, so that the fault can be aimed at one order. */
export const isAimed = ({ point }: Case): boolean => /^(order|payment)\.(?!db-write|publish)/.test(point);

/**
 * Splits the cases into those that may run concurrently, one at a time for each process, and those that must run alone: faults that
 * cannot be aimed and may compensate or refuse another order, faults that any request may hit, stories that pause the orders of all
 * customers, and stories that need a fault in a second process.
 */
export function groupCases(cases: readonly Case[]): { together: Case[][]; alone: Case[] } {
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
