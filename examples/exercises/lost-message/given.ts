import type { Redis } from 'ioredis';
import type mongoose from 'mongoose';

/** What happened: so many pieces were sold. The log has positions 1, 2, 3 and so on without gaps. */
export interface Sale {
  _id: number;
  pieces: number;
}

/** What the consumer knows, in one document with the id `sold`. */
export interface Sold {
  _id: string;
  pieces: number;
  /** For the consumer's own use. */
  position?: number;
}

export interface Sources {
  /** Every sale, for ever: the truth. */
  readonly log: mongoose.mongo.Collection<Sale>;
  /** Where it keeps what it knows; the document is there from the beginning, with 0 pieces. */
  readonly sold: mongoose.mongo.Collection<Sold>;
  /** A connection of its own, which hears each sale as JSON on CHANNEL, if it listens in that moment. */
  readonly redis: Redis;
}

export const CHANNEL = 'sales';
