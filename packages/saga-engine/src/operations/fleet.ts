import { randomUUID } from 'node:crypto';
import type { Logger } from '@shop/common/logging/logger';
import { unavailable } from '@shop/common/errors';
import { retryOutages } from '@shop/common/mongo/outage';
import { runEvery } from '@shop/common/service/run-every';
import { seconds } from '@shop/common/time';
import { withoutFaults, type Around } from '../core/crash-points.js';
import { storeDefinitions } from '../mongo/definitions-check.js';
import type { KnownVersion } from '../mongo/journal.js';
import { versionKey, versionOf, type FleetModels, type OrchestratorDocument } from '../mongo/fleet.model.js';
import { FleetRepository } from '../mongo/fleet.repository.js';
import type { Definition } from '../core/definition.js';
import { KNOWN_EVENTS } from '../core/event-kinds.js';
import type { Registry, WaitingVersion } from '../core/registry.js';

/** The interval between two heartbeats, milliseconds. */
const BEAT_MS = seconds(1);
/** An orchestrator without a heartbeat in this many successive reads counts as dead. Counted, not timed: clocks differ. */
const SILENT_LOOKS = 8;

interface Peer {
  beat: number;
  silent: number;
  knows: ReadonlySet<string>;
  events: ReadonlySet<string>;
}

export interface Fleet {
  /** The definitions of this process; new sagas begin with the newest version that every orchestrator has. */
  readonly registry: Registry;
  /** The versions that this process or another running one can run. */
  known(): readonly KnownVersion[];
  /** Removes this process from the fleet. */
  close(): Promise<void>;
}

/**
 * Publishes this orchestrator's versions to the others and reads theirs, once a second. A version is activated, permanently, when all
 * running orchestrators have it; while one that lacks it is running, as in a rollback, new sagas begin with the previous version. Throws
 * ChangedDefinition when a definition was changed under its version.
 */
export async function joinFleet(
  registry: Registry,
  models: FleetModels,
  logger: Logger,
  around: Around = withoutFaults,
): Promise<Fleet> {
  const stored = new FleetRepository(models);
  const me = randomUUID();
  const knows = registry.all.map(({ name, version }) => versionKey(name, version));
  const peers = new Map<string, Peer>();
  let active: ReadonlySet<string> = new Set();
  let storedAt: ReadonlyMap<string, number | undefined> = new Map();
  let closed = false;

  const alive = () => [...peers.values()].filter(({ silent }) => silent < SILENT_LOOKS);
  const everyoneHas = (key: string) => alive().every((peer) => peer.knows.has(key));

  const beat = async () => {
    if (closed) return;
    await stored.beat(me, { knows, events: [...KNOWN_EVENTS] });
    const others = await stored.findOthers(me);
    // read after the others, so that it contains the versions of each; both are adopted together, so that neither is visible without the
    // other
    let versions = await stored.findVersions();
    look(peers, others);
    storedAt = new Map(versions.map((each) => [each._id, each.storedAt]));
    // an orchestrator that starts now would count it as alive; one that was only suspended registers again
    for (const [id, { silent, beat }] of peers) if (silent >= SILENT_LOOKS) await stored.removeSilent(id, beat);
    const due = versions.filter(
      ({ _id, activatedAt }) => activatedAt === null && knows.includes(_id) && everyoneHas(_id),
    );
    if (due.length > 0) {
      const ids = due.map(({ _id }) => _id);
      await around('orchestrator.activate', () => stored.activate(ids));
      logger.info('New sagas begin with a version that every orchestrator has now', { versions: ids });
      versions = versions.map((each) => (ids.includes(each._id) ? { ...each, activatedAt: Date.now() } : each));
    }
    active = new Set(versions.flatMap(({ _id, activatedAt }) => (activatedAt === null ? [] : [_id])));
  };

  await retryOutages(() => storeDefinitions(registry, models));
  await retryOutages(beat);
  const stop = runEvery(BEAT_MS, 'Looking at the other orchestrators', logger, beat);

  const usable = (type: string): Definition | undefined => {
    const mine = registry.all
      .filter(({ name, version }) => name === type && active.has(versionKey(name, version)))
      .sort((a, b) => b.version - a.version);
    return mine.find(({ version }) => everyoneHas(versionKey(type, version))) ?? mine[0];
  };
  const self = { knows: new Set(knows), events: new Set(KNOWN_EVENTS) };
  const everyVersion = () => [...new Set([...knows, ...alive().flatMap((peer) => [...peer.knows])])].map(versionOf);
  const waiting = (): WaitingVersion[] =>
    everyVersion().flatMap(({ type, version }) => {
      const key = versionKey(type, version);
      const taken = usable(type);
      if (taken ? version <= taken.version : active.has(key)) return [];
      const peersUp = alive();
      const have = peersUp.filter((peer) => peer.knows.has(key)).length + (knows.includes(key) ? 1 : 0);
      return [{ type, version, have, orchestrators: peersUp.length + 1, since: storedAt.get(key) ?? null }];
    });
  return {
    registry: {
      ...registry,
      waiting,
      latest(type) {
        registry.latest(type);
        const definition = usable(type);
        if (definition) return definition;
        throw unavailable(`No version of saga ${type} that this orchestrator has takes new sagas yet; try again.`);
      },
      isKnownToFleet: ({ type, version, events = [] }) =>
        [self, ...alive()].some(
          (each) => each.knows.has(versionKey(type, version)) && events.every((kind) => each.events.has(kind)),
        ),
    },
    known: everyVersion,
    async close() {
      closed = true;
      await stop();
      await stored.remove(me).catch(() => undefined);
    },
  };
}

/** Adopts the data of the others, and counts the successive reads without a heartbeat of each. */
function look(peers: Map<string, Peer>, found: readonly OrchestratorDocument[]): void {
  const there = new Map(found.map((each) => [each._id, each]));
  for (const id of peers.keys()) if (!there.has(id)) peers.delete(id);
  for (const { _id, beat, knows, events } of found) {
    const before = peers.get(_id);
    const silent = before && before.beat === beat ? before.silent + 1 : 0;
    peers.set(_id, { beat, silent, knows: new Set(knows), events: new Set(events) });
  }
}
