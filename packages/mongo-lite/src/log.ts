export type LogLevel = 'info' | 'warn' | 'error';

/** Writes one JSON line to standard output. */
export function log(level: LogLevel, message: string, fields: Record<string, unknown> = {}): void {
  const line = { level, message, service: 'mongo-lite', timestamp: new Date().toISOString(), ...fields };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
