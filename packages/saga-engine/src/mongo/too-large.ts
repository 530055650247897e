/** The server's error codes for a document that it does not store: BSONObjectTooLarge, the same after an update, nested too deeply. */
const CODES = new Set<unknown>([10_334, 17_419, 15]);

/** Whether the database refuses to store a document because of its content, so that a repeat changes nothing. */
export const isTooLarge = (error: unknown): boolean =>
  error instanceof Error && error.name.startsWith('Mongo') && 'code' in error && CODES.has(error.code);
