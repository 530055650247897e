import type { Priority } from '../core/ports.js';

/** BullMQ's numbers: the lowest goes first, and of one number the oldest. New sagas have one of several, by their owner. */
const NUMBERS: Readonly<Record<Priority, number>> = { compensation: 1, progress: 2, new: 3, restored: 40 };

/** Every number that a job can have, for whoever looks for the oldest of each. */
export const PRIORITIES: readonly number[] = Array.from({ length: NUMBERS.restored }, (_, index) => index + 1);

/** Whether a job of this BullMQ priority is that of a compensating saga. */
export const isCompensation = (priority: number | undefined): boolean => priority === NUMBERS.compensation;

/**
 * The number for a saga of an owner who has `ahead` others waiting. It grows with each doubling, so that the first saga
 * of an owner goes before the thousandth of another, however long that one has waited.
 */
export const priorityNumber = (priority: Priority, ahead = 0): number =>
  priority === 'new' ? NUMBERS.new + (32 - Math.clz32(ahead)) : NUMBERS[priority];
