import type { Priority } from '../core/ports.js';

/** BullMQ's priorities: the lowest number goes first, and within one number the oldest job. New sagas have one of several, by owner. */
const NUMBERS: Readonly<Record<Priority, number>> = { compensation: 1, progress: 2, new: 3, restored: 40 };

/** Every priority that a job can have, to find the oldest of each. */
export const PRIORITIES: readonly number[] = Array.from({ length: NUMBERS.restored }, (_, index) => index + 1);

/** Whether a job with this BullMQ priority belongs to a compensating saga. */
export const isCompensation = (priority: number | undefined): boolean => priority === NUMBERS.compensation;

/**
 * The priority of a saga whose owner has `ahead` others waiting. It grows with each doubling, so that the first saga of an owner goes
 * before the thousandth of another, however long that one has waited.
 */
export const priorityNumber = (priority: Priority, ahead = 0): number =>
  priority === 'new' ? NUMBERS.new + (32 - Math.clz32(ahead)) : NUMBERS[priority];
