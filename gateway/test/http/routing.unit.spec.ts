import { expect } from 'chai';
import { Routing } from '../../dist/http/routing.js';
import { faultRows, routes } from '../../dist/routes.js';

const routing = new Routing(routes);
const refused = (method: string, path: string) => {
  try {
    return routing.find(method, path).path;
  } catch (error) {
    const { status, headers } = error as { status: number; headers: Record<string, string> };
    return [status, headers['allow']];
  }
};

describe('the table of routes', () => {
  it('names each method and path once', () => {
    const names = [...routes, ...faultRows].map(({ method, path }) => `${method} ${path}`);
    expect(new Set(names).size).to.equal(names.length);
  });

  it('finds rows by method and path, fixed segments before named ones', () => {
    expect(routing.find('GET', '/api/users/me').path).to.equal('/api/users/me');
    expect(routing.find('PATCH', '/api/users/42').path).to.equal('/api/users/:id');
    expect(routing.find('GET', '/api/orders/a-b/events').target).to.equal('gateway');
    expect(routing.find('POST', '/api/orders/a-b/cancel').target).to.equal('order-service');
    expect(routing.find('HEAD', '/api/products').method).to.equal('GET');
    expect(routing.find('PUT', '/admin/queues/api/queues/sagas/pause').path).to.equal('/admin/queues/*');
    expect(routing.find('GET', '/').path).to.equal('/');
  });

  it('answers 404 to paths that are not in it, whatever their form', () => {
    const unknown = ['/api', '/api/orders/', '/API/orders', '/api//orders', '/api/orders/1/2', '/faults', '/health'];
    const sly = ['/api/orders/..', '/api/orders/%2e%2E/events', '/assets/../x', '/api/orders/./events', '/__proto__'];
    for (const path of [...unknown, ...sly]) expect(refused('GET', path), path).to.deep.equal([404, undefined]);
  });

  it('answers 405 with the methods that are allowed', () => {
    expect(refused('PATCH', '/api/orders/1')).to.deep.equal([405, 'GET, HEAD, PUT, DELETE']);
    expect(refused('POST', '/health/live')).to.deep.equal([405, 'GET, HEAD']);
    expect(refused('DELETE', '/api/users/me')).to.deep.equal([405, 'GET, HEAD, PATCH']);
    expect(refused('OPTIONS', '/api/sessions')).to.deep.equal([405, 'POST, DELETE']);
  });
});
