import { createHash, createHmac, randomUUID } from 'node:crypto';
import { Schema, type Connection, type mongo } from 'mongoose';
import { Problem, toProblem } from '../errors.js';
import { problemAnswer } from '../http/answers.js';
import type { Answer } from '../http/route.js';
import { collectionOf, isDuplicateKey } from './connection.js';
import { retryOutages } from './outage.js';
import { secretsOf } from '../auth/secrets.js';
import { days, every, seconds } from '../time.js';

/** One call that was sent with an Idempotency-Key. `scope` is whose key it is. */
export interface KeyedCall {
  readonly scope: string;
  readonly key: string;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  /** Names the gateway's call: sent again by that after an attempt was lost, it need not wait for the lease. */
  readonly holder?: string | undefined;
}

interface Stored {
  _id: string;
  call: string;
  state: 'running' | 'answered';
  holder: string;
  /** Whoever runs it renews this; a later date than now means that it is being run. */
  leaseUntil: Date;
  answer?: Answer;
  expiresAt: Date;
}

const LEASE = seconds(6);
/** How long a key stands for its call: by the contract. */
const KEPT = days(1);

/**
 * Keeps the answer of each keyed call for 24 hours in the service's own database. A call that died between its
 * effect and its answer is run again by the next one with the same key, once its lease is over; what it does must
 * therefore be addressed by ids that the key determines.
 */
export class IdempotencyStore {
  readonly #keys: mongo.Collection<Stored>;
  readonly #secrets: readonly (string | undefined)[];

  /**
   * With a secret the request's fingerprint is an HMAC: needed where bodies hold something guessable, such as a
   * card number, which a plain hash would give away to whoever tries all of them. Of several secrets, comma separated,
   * the first makes fingerprints and all are known again.
   */
  constructor(connection: Connection, secrets?: string) {
    this.#secrets = secrets === undefined ? [undefined] : secretsOf(secrets);
    const schema = new Schema<Stored>(
      {
        _id: String,
        call: String,
        state: String,
        holder: String,
        leaseUntil: Date,
        answer: Schema.Types.Mixed,
        expiresAt: Date,
      },
      { collection: 'idempotency', versionKey: false },
    );
    schema.index({ expiresAt: 1 }, { expireAfterSeconds: 0 });
    this.#keys = collectionOf(connection.model<Stored>('Idempotency', schema));
  }

  /**
   * Runs `work` once for a key and answers what it answered, with `Idempotent-Replayed: true` from the second time on.
   * `work` is given the key together with when it was first sent, so that ids made from it differ when the key is used
   * again after its 24 hours, and whether an earlier call may have begun it. Throws 422 IDEMPOTENCY_KEY_REUSED for another call, 409 IDEMPOTENCY_IN_PROGRESS while the
   * first still runs. Failed validation is forgotten. After a failure that may pass (5xx, 429) the answer is not kept,
   * but the key still stands for this call and no other: what it began may be there.
   */
  async once(call: KeyedCall, work: (key: string, begun: boolean) => Promise<Answer>): Promise<Answer> {
    const id = hash([call.scope, call.key]);
    const request = [call.method, call.path, canonical(call.body)];
    const fingerprints = this.#secrets.map((secret) => hash(request, secret));
    const holder = call.holder ?? randomUUID();
    const taken = await this.#take(id, fingerprints, holder);
    if ('answer' in taken)
      return { ...taken.answer, headers: { ...taken.answer.headers, 'idempotent-replayed': 'true' } };
    const stopRenewing = every(LEASE / 3, async () => {
      await this.#keys
        .updateOne({ _id: id, holder }, { $set: { leaseUntil: new Date(Date.now() + LEASE) } })
        .catch(() => undefined);
    });
    try {
      const answer = await work(keyOfDay(call.key, taken.since), taken.begun);
      await this.#keep(id, holder, answer);
      return answer;
    } catch (error) {
      const problem = toProblem(error);
      if (problem.code === 'VALIDATION_FAILED') {
        await this.#keys.deleteOne({ _id: id, holder });
        throw error;
      }
      if (!problem.definite) {
        // stopped first: a renewal on its way would hold what is let go here
        await stopRenewing();
        const letGo = () => this.#keys.updateOne({ _id: id, holder }, { $set: { leaseUntil: new Date(0) } });
        // held until its lease is over, the caller's next attempt would be refused as under way; told in any case why it failed
        await retryOutages(letGo, seconds(3)).catch(() => undefined);
        throw error;
      }
      const answer = problemAnswer(problem);
      await this.#keep(id, holder, answer);
      return answer;
    } finally {
      await stopRenewing();
    }
  }

  /** The stored answer, or since when the key has stood for this call and whether it was run before, once it is ours to run. */
  async #take(
    id: string,
    fingerprints: readonly string[],
    holder: string,
  ): Promise<{ answer: Answer } | { since: Date; begun: boolean }> {
    const now = new Date();
    const leaseUntil = new Date(now.getTime() + LEASE);
    const expiresAt = new Date(now.getTime() + KEPT);
    try {
      await this.#keys.insertOne({ _id: id, call: fingerprints[0]!, state: 'running', holder, leaseUntil, expiresAt });
      return { since: now, begun: false };
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    const stored = await this.#keys.findOne({ _id: id });
    // the store removes what has expired only now and then
    if (stored && stored.expiresAt <= now) await this.#keys.deleteOne({ _id: id, expiresAt: stored.expiresAt });
    if (!stored || stored.expiresAt <= now) return this.#take(id, fingerprints, holder);
    if (!fingerprints.includes(stored.call))
      throw new Problem(422, 'IDEMPOTENCY_KEY_REUSED', {
        detail: 'This Idempotency-Key was sent with another request; use a fresh key for each.',
      });
    if (stored.state === 'answered' && stored.answer) return { answer: stored.answer };
    const taken = await this.#keys.updateOne(
      { _id: id, state: 'running', $or: [{ leaseUntil: { $lt: now } }, { holder }] },
      { $set: { holder, leaseUntil } },
    );
    if (taken.modifiedCount === 1) return { since: new Date(stored.expiresAt.getTime() - KEPT), begun: true };
    throw new Problem(409, 'IDEMPOTENCY_IN_PROGRESS', {
      detail: 'The first request with this Idempotency-Key is still being answered; ask again shortly.',
      retryAfter: 1,
    });
  }

  async #keep(id: string, holder: string, answer: Answer): Promise<void> {
    // as JSON sends it: what is undefined is not there
    await this.#keys.updateOne({ _id: id, holder }, { $set: { state: 'answered', answer } }, { ignoreUndefined: true });
  }
}

/**
 * What ids are made from: the key, and the day on which it was first sent. Sent again after its 24 hours it was first sent
 * on another day, and stands for something new.
 */
export const keyOfDay = (key: string, since: Date): string => `${since.toISOString().slice(0, 10)} ${key}`;

const hash = (parts: readonly string[], secret?: string): string =>
  (secret === undefined ? createHash('sha256') : createHmac('sha256', `idempotency:${secret}`))
    .update(JSON.stringify(parts))
    .digest('base64url');

/** The same text for the same JSON, however its members are sorted. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}
