import { Schema, type Connection, type Model } from 'mongoose';
import type { FingerprintParts } from '../core/fingerprint.js';

/** A running orchestrator, and the versions of sagas that it can run. `beat` counts its heartbeats. */
export interface OrchestratorDocument {
  _id: string;
  /** Each as `book-trip 2`. */
  knows: string[];
  /** The kinds of journal lines that it can read; absent in earlier releases. */
  events?: string[];
  beat: number;
  /** Only for the TTL index that removes the documents of killed processes. */
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
  /** Since when new sagas may begin with it (epoch ms); null until every orchestrator has had it at the same time. */
  activatedAt: number | null;
  /** When the first orchestrator that has it stored it (epoch ms); absent in earlier releases. */
  storedAt?: number;
}

/** The name of a definition in `knows` and in the versions' documents. */
export const versionKey = (type: string, version: number): string => `${type} ${version}`;

/** The type and version that such a name stands for. */
export function versionOf(key: string): { type: string; version: number } {
  const space = key.lastIndexOf(' ');
  return { type: key.slice(0, space), version: Number(key.slice(space + 1)) };
}

export interface FleetModels {
  readonly orchestrators: Model<OrchestratorDocument>;
  readonly versions: Model<VersionDocument>;
}

/** The collections through which orchestrators exchange their versions. */
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
