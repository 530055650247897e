import { createWriteStream, mkdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** One line of a process, or of the launcher itself. */
export interface LogLine {
  process: string;
  level: string;
  message: string;
  at: Date;
}

export type LogSink = (line: LogLine) => void;

const rotateAbove = 20 * 1024 * 1024;

/** A process's log file; each line in it is one JSON object. */
export interface ProcessLog {
  /** Copies a stream of the process line by line; lines that are not JSON are wrapped. */
  follow(stream: Readable, plainLevel: string): void;
  /** Resolves when everything is on disk. */
  close(): Promise<void>;
}

/** Opens `<folder>/<process>.log` for appending; a file of over 20 MiB is first renamed to `.log.1`. */
export function openProcessLog(
  folder: string,
  process: string,
  sink: LogSink,
  reword = (text: string) => text,
): ProcessLog {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${process}.log`);
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > rotateAbove) renameSync(path, `${path}.1`);
  const file = createWriteStream(path, { flags: 'a', mode: 0o600 });
  file.on('error', () => {}); // a full disk must not end the stack
  return {
    follow(stream, plainLevel) {
      createInterface({ input: stream, crlfDelay: Infinity }).on('line', (text) => {
        if (text.trim() === '') return;
        const { json, line } = asLogLine(process, reword(text), plainLevel);
        file.write(`${json}\n`);
        sink(line);
      });
    },
    close: () => new Promise((resolve) => file.end(() => resolve())),
  };
}

/** The line as written to the file and to the terminal. */
export function asLogLine(process: string, text: string, plainLevel: string): { json: string; line: LogLine } {
  const at = new Date();
  const entry = parseObject(text);
  if (!entry) {
    const json = JSON.stringify({ level: plainLevel, time: at.toISOString(), service: process, message: text });
    return { json, line: { process, level: plainLevel, message: text, at } };
  }
  const message = typeof entry['message'] === 'string' ? messageOf(entry) : JSON.stringify(entry);
  const level = typeof entry['level'] === 'string' ? entry['level'] : plainLevel;
  return { json: text, line: { process, level, message, at } };
}

/** The terminal's text of an entry; for a request, its method, path, status and duration: `GET /api/orders 200 12.3 ms`. */
function messageOf({ message, method, path, status, ms }: Record<string, unknown>): string {
  return message === 'request' && method ? `${method} ${path} ${status} ${ms} ms` : `${message}`;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  if (!text.startsWith('{')) return undefined;
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
