import type { LogLine, LogSink } from './log.js';

const levelColours: Record<string, number> = { error: 31, fatal: 31, warn: 33, info: 32, debug: 90 };
const processColours = [36, 35, 34, 33, 32, 96, 95, 94];
const fullPipe = 1024 * 1024;

const routine = ['debug', 'info'];

/**
 * Writes lines in short form: time, process, level, message; coloured on a terminal unless NO_COLOR is set. By default only the processes'
 * warnings and errors are shown, so that the launcher's own messages stay visible. When nobody reads the pipe, lines are dropped (the log
 * files have them) instead of filling memory.
 */
export function terminalSink({ all }: { all: boolean }, output: NodeJS.WriteStream = process.stdout): LogSink {
  output.on('error', () => {}); // the reader of a pipe may go away while the stack keeps running
  const coloured = output.isTTY && !process.env['NO_COLOR'];
  return (line) => {
    if (!all && line.process !== 'launcher' && routine.includes(line.level)) return;
    if (output.writableLength < fullPipe) output.write(`${shortForm(line, coloured)}\n`);
  };
}

/** The short form of a line, without a line break. */
export function shortForm({ at, process, level, message }: LogLine, coloured: boolean): string {
  const paint = (code: number, text: string) => (coloured ? `\u001b[${code}m${text}\u001b[0m` : text);
  const colour =
    processColours[[...process].reduce((sum, c) => sum + c.charCodeAt(0), 0) % processColours.length] ?? 36;
  const time = at.toTimeString().slice(0, 8);
  return [
    paint(90, time),
    paint(colour, process.padEnd(17)),
    paint(levelColours[level] ?? 37, level.padEnd(5)),
    message,
  ].join(' ');
}
