import type { Redis } from 'ioredis';
import type mongoose from 'mongoose';

/** An event: this many pieces were sold. The log has positions 1, 2, 3 and so on without gaps. */
export interface Sale {
  _id: number;
  pieces: number;
}

/** The consumer's state, in one document with the id `sold`. */
export interface Sold {
  _id: string;
  pieces: number;
  /** For the consumer's own use. */
  position?: number;
}

export interface Sources {
  /** Every sale, permanently: the source of truth. */
  readonly log: mongoose.mongo.Collection<Sale>;
  /** The collection of its state; the document exists from the start, with 0 pieces. */
  readonly sold: mongoose.mongo.Collection<Sold>;
  /** Its own connection, which receives each sale as JSON on CHANNEL, if it is subscribed at that moment. */
  readonly redis: Redis;
}

export const CHANNEL = 'sales';
