import type mongoose from 'mongoose';

export interface Product {
  _id: string;
  available: number;
}

export interface Reserve {
  /** Identifies the command: a repeated command has the same key. Letters, digits and `-`. */
  key: string;
  productId: string;
  quantity: number;
}

export type Products = mongoose.mongo.Collection<Product>;
