export const root: string;
/** Installs and builds what is out of date; throws an Error whose message says what to do. */
export function prepare(): Promise<void>;
