import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { endWritesToClosedSockets } from '@shop/common/mongo/closed-sockets';
import mongoose, { type Connection } from 'mongoose';
import type { Stack } from '@shop/dev/stack';
import { jobsOf } from './jobs.js';

// tests also kill the store of this connection
endWritesToClosedSockets();

/** The parts of a shop that are watched. */
interface Watched {
  readonly dataDir: string;
  readonly stack: Pick<Stack, 'urls' | 'processes'>;
  database(name: string): string;
}

/**
 * There was no progress for too long. The message shows which processes run, and the journal, the jobs and the last logs of the stuck
 * sagas.
 */
export class NoProgress extends Error {}

interface Saga {
  _id: string;
  type: string;
  state: string;
  nextActionAt: number | null;
  journal: { type: string; at: number; step?: string; error?: string; why?: string }[];
}

export interface ProgressOptions {
  /** The longest time without progress, milliseconds. */
  readonly limitMs?: number;
  /** A value whose change also counts as progress. */
  readonly also?: () => unknown;
}

const POLL_MS = 500;
const SHOWN_SAGAS = 3;
const SHOWN_LINES = 12;

/**
 * Runs `work` on a shop and rejects with NoProgress when no saga progresses for `limitMs`. Failed attempts are no progress: only a
 * step that was done, refused or undone counts. The default suffices for a machine three times slower than usual.
 */
export async function whileProgressing<T>(
  shop: Watched,
  work: () => Promise<T>,
  { limitMs = 120_000, also = () => '' }: ProgressOptions = {},
): Promise<T> {
  const store = mongoose.createConnection(shop.database('sagas'), { serverSelectionTimeoutMS: 2000 });
  store.on('error', () => undefined);
  let over = false;
  const watch = async (): Promise<never> => {
    let seen = '';
    let sagas = '';
    let movedAt = Date.now();
    while (!over) {
      const now = `${(sagas = (await footprint(store)) ?? sagas)} ${String(also())}`;
      if (now !== seen) movedAt = Date.now();
      seen = now;
      if (Date.now() - movedAt > limitMs) throw new NoProgress(await describe(shop, store, limitMs));
      await pause(POLL_MS);
    }
    return new Promise(() => undefined);
  };
  try {
    return await Promise.race([work(), watch()]);
  } finally {
    over = true;
    await store.destroy();
  }
}

const live = (store: Connection) =>
  store
    .collection<Saga>('sagas')
    .find({ nextActionAt: { $type: 'number' } } as never)
    .sort({ nextActionAt: 1 });

/** A text that changes whenever a saga begins, progresses or ends; undefined while the store cannot be reached. */
async function footprint(store: Connection): Promise<string | undefined> {
  try {
    await store.asPromise();
    const sagas = await live(store).toArray();
    const steps = sagas.map(({ _id, journal }) => `${_id} ${journal.filter(({ type }) => moves(type)).length}`);
    return `${await store.collection('sagas').countDocuments({})} ${steps.join(' ')}`;
  } catch {
    return undefined;
  }
}
const moves = (type: string) => type !== 'failed' && type !== 'parked';

async function describe(shop: Watched, store: Connection, limitMs: number): Promise<string> {
  const stuck = await live(store)
    .toArray()
    .catch(() => []);
  const parts = [`no progress for ${limitMs / 1000} s; ${stuck.length} sagas have not ended`];
  for (const saga of stuck.slice(0, SHOWN_SAGAS)) {
    const { _id, type, state, nextActionAt, journal } = saga;
    const next = nextActionAt === null ? 'never' : new Date(nextActionAt).toISOString();
    parts.push(`\nsaga ${_id} (${type}) is ${state}, next action ${next}. Journal:`);
    parts.push(...journal.slice(-SHOWN_LINES).map((entry) => `  ${lineOf(entry)}`));
    parts.push('Jobs:', ...(await jobsOf(shop.stack.urls['redis']!, _id)).map((job) => `  ${job}`));
  }
  const running = shop.stack.processes.map(({ name, replica, pid }) => `${name} ${replica}: ${pid ?? 'not running'}`);
  parts.push(`\nProcesses: ${running.join(', ')}`);
  const ids = stuck.slice(0, SHOWN_SAGAS).map(({ _id }) => _id);
  parts.push('\nLast logs:', ...(await lastLogs(join(shop.dataDir, 'logs'), ids)));
  return parts.join('\n');
}

const lineOf = ({ type, at, step, error, why }: Saga['journal'][number]) =>
  [new Date(at).toISOString(), type, step, error ?? why].filter(Boolean).join(' ');

/** Of each process, the last log lines that name a stuck saga, then the last two lines. */
async function lastLogs(folder: string, ids: readonly string[]): Promise<string[]> {
  const files = await readdir(folder).catch(() => []);
  const texts = await Promise.all(
    files.map(async (file) => {
      const lines = (await readFile(join(folder, file), 'utf8')).split('\n').filter(Boolean);
      const about = lines.filter((line) => ids.some((id) => line.includes(id)));
      return [...about.slice(-5), ...lines.slice(-2)].map((line) => `  ${file}: ${line.slice(0, 400)}`);
    }),
  );
  return texts.flat();
}
