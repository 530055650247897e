import { Schema, type Connection, type Model } from 'mongoose';
import type { FingerprintParts } from '../core/fingerprint.js';

/** An orchestrator that is up, and which versions of which sagas it can run. `beat` counts its signs of life. */
export interface OrchestratorDocument {
  _id: string;
  /** Each as `book-trip 2`. */
  knows: string[];
  /** The kinds of journal lines that it can read; releases before this stored none. */
  events?: string[];
  beat: number;
  /** Only so that what a killed process leaves behind goes away some time. */
  beatAt: Date;
}

/** A version of a saga that some orchestrator has had. */
export interface VersionDocument {
  /** Such as `book-trip 2`. */
  _id: string;
  type: string;
  version: number;
  format: number;
  fingerprint: string;
  parts: FingerprintParts;
  /** Since when new sagas may begin with it (epoch ms); null until every orchestrator has had it at once. */
  activatedAt: number | null;
  /** When the first orchestrator that has it stored it (epoch ms); releases before this stored none. */
  storedAt?: number;
}

/** How `knows` and the versions' documents name a definition. */
export const versionKey = (type: string, version: number): string => `${type} ${version}`;

/** The type and version that such a name means. */
export function versionOf(key: string): { type: string; version: number } {
  const space = key.lastIndexOf(' ');
  return { type: key.slice(0, space), version: Number(key.slice(space + 1)) };
}

export interface FleetModels {
  readonly orchestrators: Model<OrchestratorDocument>;
  readonly versions: Model<VersionDocument>;
}

/** The collections in which orchestrators tell each other which versions they have. */
export function fleetModels(connection: Connection): FleetModels {
  const orchestrators = new Schema<OrchestratorDocument>(
    { _id: String, knows: [String], events: { type: [String], default: undefined }, beat: Number, beatAt: Date },
    { collection: 'orchestrators', versionKey: false },
  );
  orchestrators.index({ beatAt: 1 }, { expireAfterSeconds: 3_600 });
  const versions = new Schema<VersionDocument>(
    {
      _id: String,
      type: { type: String },
      version: Number,
      format: Number,
      fingerprint: String,
      parts: Schema.Types.Mixed,
      activatedAt: { type: Number, default: null },
      storedAt: Number,
    },
    { collection: 'saga-versions', versionKey: false },
  );
  return {
    orchestrators: connection.model<OrchestratorDocument>('Orchestrator', orchestrators),
    versions: connection.model<VersionDocument>('SagaVersion', versions),
  };
}
