import { createServer } from 'node:http';
import { ACCOUNT_PATH, DISABLED_PATH } from '@shop/common/auth/current-accounts';

// the stand-in for every service: answers an order of ordinary size, the key set, the owner of a token, and health checks
const { PORT, JWKS = '{}' } = process.env;
const order = Buffer.from(
  JSON.stringify({
    id: '01a2085f-9795-7071-af3c-1715910fa3f9',
    userId: '01a2085f-9795-7071-af3c-1715910fa3f8',
    status: 'CONFIRMED',
    items: [{ productId: 'product-1', name: 'Mechanical keyboard', quantity: 2, price: 29.99 }],
    totalAmount: 59.98,
    currency: 'USD',
    shippingAddress: { street: '123 Main St', city: 'Seoul', zipCode: '12345' },
    history: ['PENDING', 'AWAITING_PAYMENT', 'CONFIRMED'].map((status, index) => ({
      seq: index + 1,
      status,
      at: '2026-01-01T00:00:00.000Z',
    })),
  }),
);
const answers: Readonly<Record<string, Buffer>> = {
  '/.well-known/jwks.json': Buffer.from(JWKS),
  [ACCOUNT_PATH]: Buffer.from(JSON.stringify({ userId: '01a2085f-9795-7071-af3c-1715910fa3f8', role: 'user' })),
  [DISABLED_PATH]: Buffer.from('{"ids":[]}'),
};

createServer({ keepAliveTimeout: 65_000 }, (request, response) => {
  const body = answers[request.url ?? ''] ?? order;
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': body.length });
  response.end(body);
}).listen(Number(PORT), '127.0.0.1');
