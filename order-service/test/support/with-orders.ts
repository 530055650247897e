import { ADDRESS, startService, type Person, type Service } from './service.js';

/** One pen, as an order's items. */
export const pen = [{ productId: 'pen', quantity: 1 }];

/** Has order-service, with pens and lamps, run during the tests of the enclosing `describe`. */
export function withOrders() {
  let service: Service;
  let ann: Person;
  let bob: Person;
  let placeAsUsual: Service['scripts']['sagas']['Start'];
  before(async () => {
    service = await startService();
    [ann, bob] = [service.as('ann'), service.as('bob')];
    await service.product('pen', 250, 10_000);
    await service.product('lamp', 8_999, 5);
  });
  after(() => service?.stop());
  beforeEach(() => (placeAsUsual = service.scripts.sagas.Start));
  afterEach(() => (service.scripts.sagas.Start = placeAsUsual));

  return {
    get service() {
      return service;
    },
    get ann() {
      return ann;
    },
    get bob() {
      return bob;
    },
    /** How the stand-in for the orchestrator starts a saga, unless a test replaces it. */
    get placeAsUsual() {
      return placeAsUsual;
    },
    /** Ann places an order. */
    order: (items: object[], headers: Record<string, string> = {}, more: object = {}) =>
      ann('POST', '/api/orders', { items, shippingAddress: ADDRESS, ...more }, headers),
  };
}
