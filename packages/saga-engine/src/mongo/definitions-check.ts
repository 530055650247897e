import { Documents } from '@shop/common/mongo/documents';
import { changedParts, FINGERPRINT_FORMAT, fingerprint, fingerprintParts } from '../core/fingerprint.js';
import type { Registry } from '../core/registry.js';
import { versionKey, type FleetModels, type VersionDocument } from './fleet.model.js';

/** A definition differs from the one that stored sagas of its version began with. Ends a process with 78, like a bad environment. */
class ChangedDefinition extends Error {
  override readonly name = 'ChangedDefinition';
  readonly exitCode = 78;
}

/** The stored data of the definitions, by name and version, and how changed definitions differ from it. Changes nothing. */
export async function changedDefinitions(
  registry: Registry,
  { versions }: Pick<FleetModels, 'versions'>,
): Promise<string[]> {
  const stored = await versions.find({}).lean<VersionDocument[]>();
  return stored.flatMap(({ type, version, format, fingerprint: before, parts, activatedAt }) => {
    const definition = registry.find(type, version);
    const compares = definition && activatedAt !== null && format === FINGERPRINT_FORMAT;
    if (!compares || fingerprint(definition) === before) return [];
    return [`saga ${type} version ${version} (${changedParts(parts, fingerprintParts(definition)).join(', ')})`];
  });
}

/**
 * Stores the fingerprints of definitions that are new in this database. Throws ChangedDefinition, naming saga and step, for one that was
 * changed under a version that sagas have begun with.
 */
export async function storeDefinitions(registry: Registry, models: Pick<FleetModels, 'versions'>): Promise<void> {
  const changed = await changedDefinitions(registry, models);
  if (changed.length > 0)
    throw new ChangedDefinition(
      `Changed under its version: ${changed.join('; ')}. Sagas that began with it would go on by other steps. ` +
        'Put the definition back as it was and give the changed one the next version, beside the old one ' +
        '(README of saga-engine, "Changing a definition").',
    );
  const versions = new Documents<VersionDocument>(models.versions);
  for (const definition of registry.all) {
    const { name: type, version } = definition;
    const filter = { _id: versionKey(type, version) };
    const now = {
      format: FINGERPRINT_FORMAT,
      fingerprint: fingerprint(definition),
      parts: fingerprintParts(definition),
    };
    await versions.updateOne(
      filter,
      { $set: now, $setOnInsert: { type, version, activatedAt: null, storedAt: Date.now() } },
      { upsert: true },
    );
  }
}
