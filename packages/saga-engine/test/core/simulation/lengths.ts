export { hours, minutes, seconds } from '../../../src/core/duration.js';
import { hours } from '../../../src/core/duration.js';

export const days = (count: number): number => hours(24 * count);

/** Whether the saga has something left to do. */
export const lives = ({ nextActionAt }: { nextActionAt: number | null }): boolean => nextActionAt !== null;
