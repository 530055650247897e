import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { connectParticipants, tripPrograms } from '../../../../examples/trip-booking/participants.js';
import { bookTrip, type Trip } from '../../../../examples/trip-booking/trip.js';
import type { Carried } from './account.js';
import type { Business } from './business.js';

const plain: Trip = { traveller: 'ann', nights: 3, flight: 'SA1', car: true };
const approved = { approved: { by: 'ann' } };
// a hold whose outcome stays in doubt for all of its tries is undone
const either = ['COMPLETED', 'COMPENSATED'];
const undone = ['COMPENSATED'];

/** Travellers: most want the trip, some at the second hotel or without a car; some cannot have it, some think better of it. */
const wishes = [
  { input: plain, signals: approved, ends: either },
  { input: { ...plain, car: false }, signals: approved, ends: either },
  { input: { ...plain, nights: 10 }, signals: approved, ends: either },
  { input: { ...plain, flight: 'SA13' }, signals: approved, ends: undone },
  { input: { ...plain, nights: 60 }, signals: approved, ends: undone },
  { input: plain, signals: 'cancel' as const, ends: undone },
];

/** The example's business: two hotels, an airline in Python, a car rental in the host. */
export const trip: Business = {
  name: 'trip',
  definitions: [bookTrip],
  module: import.meta.url,
  connect: ({ at, folder }) =>
    connectParticipants({ harbour: at['harbour']!, central: at['central']!, flight: at['flight']! }, folder),
  participants: (folder) =>
    Object.entries(tripPrograms(folder)).map(([name, [command, ...args]]) => ({ name, command, args })),
  wish: (random) => random.pick(wishes),
  async carriedOut(folder) {
    const files = await Promise.all(['harbour', 'central', 'car'].map((name) => fromLines(name, folder)));
    return [...files.flat(), ...(await fromDatabase(folder))];
  },
};

async function fromLines(participant: string, folder: string): Promise<Carried[]> {
  const file = join(folder, `${participant}.jsonl`);
  if (!existsSync(file)) return [];
  const lines = (await readFile(file, 'utf8')).split('\n').filter(Boolean);
  return lines.map((line) => {
    const [key, { refused }] = JSON.parse(line) as [string, { refused?: string }];
    return { participant, key, refused: refused !== undefined };
  });
}

const READ = `import json, sqlite3, sys
print(json.dumps(sqlite3.connect(sys.argv[1]).execute("SELECT key, status FROM done").fetchall()))`;

async function fromDatabase(folder: string): Promise<Carried[]> {
  const { stdout } = await promisify(execFile)('python3', ['-c', READ, join(folder, 'flight.db')], {
    maxBuffer: 256 * 1024 * 1024,
  });
  const rows = JSON.parse(stdout) as [string, number][];
  return rows.map(([key, status]) => ({ participant: 'flight', key, refused: status >= 400 }));
}
