import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startRedis, type TestRedis } from '@shop/testkit/redis';
import { startStore, type TestStore } from '@shop/testkit/store';
import { until } from '@shop/testkit/until';
import { expect } from 'chai';
import { startProcesses } from '../../examples/trip-booking/participants.js';
import type { HostOptions, KilledTrip } from './trip-host.js';

const trip = { traveller: 'ann', nights: 2, flight: 'SA1', car: true };
const HELD = ['hold-hotel', 'hold-flight', 'hold-car'];
const BOOKED = [...HELD, 'confirm-flight', 'confirm-hotel', 'confirm-car'];
const UNDONE = [...HELD, ...HELD.map((step) => `${step}.undo`)];
const NO_SEAT = ['hold-hotel', 'hold-flight refused', 'hold-car', 'hold-hotel.undo', 'hold-car.undo'];

interface Killed extends KilledTrip {
  /** What the participants have done, once each, when the process is killed, and when the trip has ended. */
  readonly before: readonly string[];
  readonly after: readonly string[];
  readonly state: 'COMPLETED' | 'COMPENSATED';
  /** A step that the next process may still do, if it takes the trip over before the trip is cancelled; it is undone in any case. */
  readonly mayBeDone?: string;
}

const goesOn = { ...trip, after: BOOKED, state: 'COMPLETED' } as const;
const goesBack = { ...trip, after: UNDONE, state: 'COMPENSATED' } as const;
const without = (step: string) => HELD.filter((each) => each !== step);
const trips: readonly Killed[] = [
  { ...goesOn, id: 'seat-not-asked-for', stopsAt: 'unsent flight.hold', before: without('hold-flight') },
  { ...goesOn, id: 'seat-held-unheard', stopsAt: 'unanswered flight.hold', before: HELD },
  { ...goesOn, id: 'room-not-asked-for', stopsAt: 'unsent harbour.hold', before: without('hold-hotel') },
  { ...goesOn, id: 'room-held-unheard', stopsAt: 'unanswered harbour.hold', before: HELD },
  { ...goesOn, id: 'car-held-unheard', stopsAt: 'unanswered car.hold', before: HELD },
  { ...goesOn, id: 'ticket-bought-unheard', stopsAt: 'unanswered flight.confirm', before: [...HELD, 'confirm-flight'] },
  {
    ...goesOn,
    id: 'other-room-held-unheard',
    nights: 10,
    stopsAt: 'unanswered central.hold',
    before: ['hold-hotel refused', 'hold-other-hotel', 'hold-flight', 'hold-car'],
    after: ['hold-hotel refused', 'hold-other-hotel', ...BOOKED.slice(1)],
  },
  {
    ...goesBack,
    id: 'no-seat-and-room-unheard',
    flight: 'SA13',
    stopsAt: 'unanswered harbour.hold',
    before: NO_SEAT.slice(0, 3),
    after: NO_SEAT,
  },
  {
    ...goesBack,
    id: 'no-seat-and-half-undone',
    flight: 'SA13',
    stopsAt: 'unsent undo harbour.release',
    before: NO_SEAT.filter((each) => each !== 'hold-hotel.undo'),
    after: NO_SEAT,
  },
  { ...goesBack, id: 'cancelled-seat-unheard', cancelled: true, stopsAt: 'unanswered flight.hold', before: HELD },
  {
    ...goesBack,
    id: 'cancelled-seat-not-asked-for',
    cancelled: true,
    stopsAt: 'unsent flight.hold',
    before: without('hold-flight'),
    // the hold may never arrive; its undo does, so that a late hold would be refused
    after: UNDONE.filter((each) => each !== 'hold-flight'),
    mayBeDone: 'hold-flight',
  },
];

describe('trips whose process is killed amid a group of steps', () => {
  let folder: string;
  let redis: TestRedis;
  let store: TestStore;
  let participants: Awaited<ReturnType<typeof startProcesses>>;
  const hosts: ChildProcess[] = [];

  before(async function () {
    this.timeout(120_000);
    folder = await mkdtemp(join(tmpdir(), 'trips-killed-'));
    [redis, store, participants] = await Promise.all([startRedis(), startStore(), startProcesses(folder)]);
  });
  after(async () => {
    for (const host of hosts)
      if (host.exitCode === null && host.signalCode === null && host.kill('SIGKILL')) await once(host, 'exit');
    await participants.close();
    await Promise.all([redis.stop(), store.stop()]);
    await rm(folder, { recursive: true });
  });

  /** Starts a process that runs the trips; returns it with the lines that it prints. */
  const host = (role: HostOptions['role']): { child: ChildProcess; lines: string[] } => {
    const { addresses } = participants;
    const options: HostOptions = {
      addresses,
      folder,
      redisUrl: redis.url,
      mongodbUri: store.uri('trips'),
      trips,
      role,
    };
    const program = fileURLToPath(new URL('trip-host.ts', import.meta.url));
    const args = ['--import', 'tsx', program, JSON.stringify(options)];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    hosts.push(child);
    const lines: string[] = [];
    createInterface(child.stdout).on('line', (line) => lines.push(line));
    return { child, lines };
  };

  it('are continued by the next process, and each command takes effect once at each participant, also in Python', async () => {
    const first = host('begins');
    const standAmid = () => {
      if (first.lines.length < trips.length) return false;
      const done = doneBy(folder);
      return trips.every(({ id, before }) => done(id).length >= before.length);
    };
    await until('each trip stops amid a group', standAmid, 120_000);
    expect(first.lines).to.have.members(trips.map(({ id, stopsAt }) => `${id} ${stopsAt}`));
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    const killed = doneBy(folder);
    for (const { id, before } of trips) expect(killed(id), `${id} at the kill`).to.have.members(before);

    const next = host('carries on');
    await until('every trip has ended', () => next.lines.length === trips.length, 300_000);
    expect(next.lines).to.deep.equal(trips.map(({ id, state }) => `${id} ${state}`));
    const ended = doneBy(folder);
    for (const { id, after, mayBeDone } of trips) {
      const done = ended(id).filter((each) => each !== mayBeDone);
      expect(done, `${id} at its end`).to.have.members(after);
    }
  }).timeout(500_000);
});

/** What the participants did for a trip, with repetitions: the step, `<step> refused`, or `<step>.undo`. */
function doneBy(folder: string): (id: string) => string[] {
  const files = ['harbour', 'central', 'car'].map((name) => join(folder, `${name}.jsonl`)).filter(existsSync);
  const lines = files.flatMap((file) => readFileSync(file, 'utf8').split('\n').slice(0, -1));
  const answers = lines.map((line) => JSON.parse(line) as [string, { refused?: string }]);
  const all = [...answers.map(([key, { refused }]) => `${key}${refused ? ' refused' : ''}`), ...doneByAirline(folder)];
  return (id) => all.filter((each) => each.startsWith(`${id}.`)).map((each) => each.slice(id.length + 1));
}

/** What the airline did, read from its SQLite database with Python. */
function doneByAirline(folder: string): string[] {
  const read = `import json, sqlite3, sys
print(json.dumps(sqlite3.connect(sys.argv[1]).execute("SELECT key, status FROM done").fetchall()))`;
  const rows = execFileSync('python3', ['-c', read, join(folder, 'flight.db')], { encoding: 'utf8' });
  return (JSON.parse(rows) as [string, number][]).map(([key, status]) => `${key}${status < 400 ? '' : ' refused'}`);
}
