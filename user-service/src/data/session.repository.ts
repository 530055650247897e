import type { Connection, Model } from 'mongoose';
import { v7 as uuidv7 } from 'uuid';
import { SESSION_LIFE } from '../domain/lifetimes.js';
import { sessionModel, type SessionDocument } from './session.model.js';

/** Browser sessions in the database: a session that is not stored has ended, whatever a cookie says. */
export class SessionRepository {
  readonly #model: Model<SessionDocument>;

  constructor(connection: Connection) {
    this.#model = sessionModel(connection);
  }

  /** Creates a session; returns its id. */
  async begin({ id, epoch }: { id: string; epoch: number }): Promise<string> {
    const sessionId = uuidv7();
    await this.#model.create([{ _id: sessionId, userId: id, epoch, expiresAt: new Date(Date.now() + SESSION_LIFE) }]);
    return sessionId;
  }

  async isAlive(sessionId: string, epoch: number): Promise<boolean> {
    return (await this.#model.exists({ _id: sessionId, epoch, expiresAt: { $gt: new Date() } })) !== null;
  }

  async end(sessionId: string): Promise<void> {
    await this.#model.deleteOne({ _id: sessionId });
  }

  async endAllOf(userId: string): Promise<void> {
    await this.#model.deleteMany({ userId });
  }
}
