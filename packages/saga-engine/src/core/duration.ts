/** So many seconds, in milliseconds. */
export const seconds = (count: number): number => count * 1_000;

/** So many minutes, in milliseconds. */
export const minutes = (count: number): number => count * 60_000;

/** So many hours, in milliseconds. */
export const hours = (count: number): number => count * 3_600_000;
