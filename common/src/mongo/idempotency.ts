import { createHash, createHmac, randomUUID } from 'node:crypto';
import { Schema, type Connection, type mongo } from 'mongoose';
import { Problem, toProblem } from '../errors.js';
import { problemAnswer } from '../http/answers.js';
import { KEY_LIFE } from '../http/idempotency-key.js';
import type { Answer } from '../http/route.js';
import { collectionOf, isDuplicateKey } from './connection.js';
import { retryOutages } from './outage.js';
import { secretsOf } from '../auth/secrets.js';
import { every, seconds } from '../time.js';

/** One call that was sent with an Idempotency-Key. `scope` is the owner of the key. */
export interface KeyedCall {
  readonly scope: string;
  readonly key: string;
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  /** The id of the gateway's call: when the gateway sends it again after an attempt was lost, it need not wait for the lease. */
  readonly holder?: string | undefined;
}

interface Stored {
  _id: string;
  call: string;
  state: 'running' | 'answered';
  holder: string;
  /** Renewed by the process that runs the call; while it is in the future, the call is running. */
  leaseUntil: Date;
  answer?: Answer;
  expiresAt: Date;
}

const LEASE = seconds(6);

/**
 * Stores the answer of each keyed call for KEY_LIFE in the service's own database. A call that crashed between its effect and its answer is
 * run again by the next call with the same key, once its lease has expired; its effects must therefore have ids that are derived from the
 * key.
 */
export class IdempotencyStore {
  readonly #keys: mongo.Collection<Stored>;
  readonly #secrets: readonly (string | undefined)[];
  /** The calls that run in this process; while there are any, their leases are renewed in one command. */
  readonly #running = new Set<Pick<Stored, '_id' | 'holder'>>();
  #stopRenewing: (() => Promise<void>) | undefined;
  #renewal: Promise<void> | undefined;

  /**
   * With a secret the request's fingerprint is an HMAC: needed where bodies hold something guessable, such as a card number, which could be
   * found from a plain hash by trying all of them. Of several secrets, comma separated, the first makes new fingerprints and all are
   * recognised.
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
   * Runs `work` once for a key and returns its answer, with `Idempotent-Replayed: true` from the second time on. `work` gets the key
   * together with the day on which it was first sent, so that ids made from it differ when the key is used again after KEY_LIFE, and
   * whether an earlier call may have begun it. Throws 422 IDEMPOTENCY_KEY_REUSED for another call, 409 IDEMPOTENCY_IN_PROGRESS while the
   * first still runs. A failed validation is not stored. After a failure that may pass (5xx, 429) the answer is not stored, but the key
   * still stands for this call and no other: its effects may exist.
   */
  async once(call: KeyedCall, work: (key: string, begun: boolean) => Promise<Answer>): Promise<Answer> {
    const id = hash([call.scope, call.key]);
    const request = [call.method, call.path, canonical(call.body)];
    const fingerprints = this.#secrets.map((secret) => hash(request, secret));
    const holder = call.holder ?? randomUUID();
    const taken = await this.#take(id, fingerprints, holder);
    if ('answer' in taken)
      return { ...taken.answer, headers: { ...taken.answer.headers, 'idempotent-replayed': 'true' } };
    const running = { _id: id, holder };
    this.#running.add(running);
    this.#stopRenewing ??= every(LEASE / 3, () => this.#renew());
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
        // stopped first: a renewal under way would extend the lease that is ended here
        this.#endRenewal(running);
        await this.#renewal;
        const letGo = () => this.#keys.updateOne({ _id: id, holder }, { $set: { leaseUntil: new Date(0) } });
        // otherwise the caller's next attempt is refused as in progress until the lease expires; the original error is thrown in any case
        await retryOutages(letGo, seconds(3)).catch(() => undefined);
        throw error;
      }
      const answer = problemAnswer(problem);
      await this.#keep(id, holder, answer);
      return answer;
    } finally {
      this.#endRenewal(running);
    }
  }

  /** Renews this call's lease no longer. With the last call the timer stops: the driver refuses a bulk write of nothing. */
  #endRenewal(running: Pick<Stored, '_id' | 'holder'>): void {
    this.#running.delete(running);
    if (this.#running.size > 0) return;
    void this.#stopRenewing?.();
    this.#stopRenewing = undefined;
  }

  #renew(): Promise<void> {
    const update = { $set: { leaseUntil: new Date(Date.now() + LEASE) } };
    const renewals = [...this.#running].map((filter) => ({ updateOne: { filter, update } }));
    this.#renewal = this.#keys.bulkWrite(renewals, { ordered: false }).then(
      () => undefined,
      () => undefined,
    );
    return this.#renewal;
  }

  /** The stored answer; or, once this call may run, since when the key has stood for it and whether it was run before. */
  async #take(
    id: string,
    fingerprints: readonly string[],
    holder: string,
  ): Promise<{ answer: Answer } | { since: Date; begun: boolean }> {
    const now = new Date();
    const leaseUntil = new Date(now.getTime() + LEASE);
    const expiresAt = new Date(now.getTime() + KEY_LIFE);
    try {
      await this.#keys.insertOne({ _id: id, call: fingerprints[0]!, state: 'running', holder, leaseUntil, expiresAt });
      return { since: now, begun: false };
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    const stored = await this.#keys.findOne({ _id: id });
    // the store removes expired documents only now and then
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
    if (taken.modifiedCount === 1) return { since: new Date(stored.expiresAt.getTime() - KEY_LIFE), begun: true };
    throw new Problem(409, 'IDEMPOTENCY_IN_PROGRESS', {
      detail: 'The first request with this Idempotency-Key is still being answered; ask again shortly.',
      retryAfter: 1,
    });
  }

  async #keep(id: string, holder: string, answer: Answer): Promise<void> {
    // as in JSON: undefined members are left out
    await this.#keys.updateOne({ _id: id, holder }, { $set: { state: 'answered', answer } }, { ignoreUndefined: true });
  }
}

/**
 * The source of ids: the key, and the day on which it was first sent. A key that is used again after KEY_LIFE has another day, and so
 * stands for something new.
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
