// Original file: shop/v1/sagas.proto

/**
 * What Start or Signal waits for before it answers.
 */
export const Until = {
  /**
   * Answer at once.
   */
  ACCEPTED: 'ACCEPTED',
  /**
   * The first step has been answered.
   */
  STARTED: 'STARTED',
  /**
   * The saga has ended, waits for a signal, or has passed its pivot and is retrying.
   */
  RESTED: 'RESTED',
} as const;

/**
 * What Start or Signal waits for before it answers.
 */
export type Until =
  /**
   * Answer at once.
   */
  | 'ACCEPTED'
  | 0
  /**
   * The first step has been answered.
   */
  | 'STARTED'
  | 1
  /**
   * The saga has ended, waits for a signal, or has passed its pivot and is retrying.
   */
  | 'RESTED'
  | 2

/**
 * What Start or Signal waits for before it answers.
 */
export type Until__Output = typeof Until[keyof typeof Until]
