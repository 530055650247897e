import type { Logger } from '@shop/common/logging/logger';
import type { ProductRepository } from '../data/product.repository.js';
import { emptyProduct } from './add-product.js';

const CATALOGUE = [
  { _id: 'product-1', name: 'Notebook, ruled', priceMinor: 2_999, stock: 1_000 },
  { _id: 'product-2', name: 'Fountain pen', priceMinor: 4_950, stock: 500 },
  { _id: 'product-3', name: 'Desk lamp', priceMinor: 8_900, stock: 200 },
  { _id: 'product-scarce', name: 'Signed first edition', priceMinor: 12_000, stock: 10 },
] as const;

/**
 * Adds the demonstration products that are missing, with stock; existing products stay as they are. Prices are the same number
 * of minor units in every currency.
 */
export async function seedCatalogue(products: ProductRepository, currency: string, logger: Logger): Promise<void> {
  const made = await Promise.all(
    CATALOGUE.map(({ stock, ...named }) =>
      products.insert({ ...emptyProduct({ ...named, currency }), available: stock, stocked: stock }),
    ),
  );
  logger.info('Catalogue seeded', { added: made.filter(Boolean).length });
}
