/**
 * Parsed JSON (a response, a file, a stored document) of which a test asserts what it reads: a member that is not there fails an
 * assertion. `unknown` would need a cast at each member and check nothing more.
 */
// oxlint-disable-next-line typescript/no-explicit-any -- the one place for tests: their assertions are the check
export type AnyJson = any;

/** The same, known to be an object. */
export type JsonObject = Record<string, AnyJson>;
