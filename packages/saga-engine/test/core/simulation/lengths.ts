export { hours, minutes, seconds } from '../../../dist/core/duration.js';
import { hours } from '../../../dist/core/duration.js';

export const days = (count: number): number => hours(24 * count);

/** Whether the saga has something left to do. */
export const lives = ({ nextActionAt }: { nextActionAt: number | null }): boolean => nextActionAt !== null;
