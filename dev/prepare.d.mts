/**
 * Installs and builds what is out of date; throws an Error whose message says what to do. Without `bundles` it is built
 * for development: what runs is the compiled files themselves.
 */
export function prepare(what?: { bundles?: boolean }): Promise<void>;
