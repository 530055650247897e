import { startUsers, type Reply, type Users } from './users.js';

/** The status and the code of an answer. */
export const answered = ({ status, body }: Reply) => [status, body?.code];

/** Has user-service run during the tests of the enclosing `describe`. */
export function withUsers() {
  let users: Users;
  let made = 0;
  before(async () => {
    users = await startUsers();
  });
  after(() => users?.stop());
  return {
    get users() {
      return users;
    },
    /** The input of a registration, with a new address. */
    person: (change: object = {}) => ({
      email: `ada-${++made}@example.com`,
      password: 'password123',
      name: 'Ada',
      ...change,
    }),
    register: (body: unknown, headers = {}, address = '10.0.0.1') =>
      users.call('POST', '/api/users/register', { body, headers, address }),
  };
}
