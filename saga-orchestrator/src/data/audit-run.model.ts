import { Schema, type Connection, type Model } from 'mongoose';
import type { Check } from '../domain/audit-report.js';

/** `whole`: every order; `recent`: those whose sagas have ended since the last audit, and those that need attention. */
export const AUDIT_KINDS = ['whole', 'recent'] as const;
export type AuditKind = (typeof AUDIT_KINDS)[number];

/** The result of an audit. Times are epoch milliseconds. */
export interface AuditOutcome {
  readonly finishedAt: number;
  readonly ok: boolean;
  readonly checks: readonly Check[];
  /** Minor units by currency. */
  readonly moneyAtRisk: Readonly<Record<string, number>>;
  readonly looked: number;
  /** Orders that break a rule, as many as a report keeps: the next audit checks them again. */
  readonly suspects: readonly string[];
}

/** The audits of one kind: the one under way and the last that finished. One document for each kind, whichever process runs it. */
export interface AuditRunDocument {
  _id: AuditKind;
  /** 0: none is running. After this time another orchestrator starts it again. */
  leaseUntil: number;
  owner: string;
  /** When the audit under way, or the last one, began. */
  startedAt: number;
  /** Orders that it has checked so far. */
  looked: number;
  /** True when an audit was requested: it begins whatever the time. */
  wanted: boolean;
  /** Of `recent`: sagas that ended before this have been checked. */
  seenUntil: number;
  last: AuditOutcome | null;
}

/** The collection of audits: at most one document for each kind. */
export function auditRunModel(connection: Connection): Model<AuditRunDocument> {
  const mixed = Schema.Types.Mixed;
  const schema = new Schema<AuditRunDocument>(
    {
      _id: String,
      leaseUntil: Number,
      owner: String,
      startedAt: Number,
      looked: Number,
      wanted: Boolean,
      seenUntil: Number,
      last: mixed,
    },
    { collection: 'audits', versionKey: false, minimize: false },
  );
  return connection.model<AuditRunDocument>('AuditRun', schema);
}
