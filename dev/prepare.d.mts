/**
 * Installs and builds what is out of date. Throws an Error whose message says what to do. Without `bundles` it builds for development,
 * where the compiled files themselves are run.
 */
export function prepare(what?: { bundles?: boolean }): Promise<void>;
