import { call } from '/assets/shared/api.js';

/** Whose session it is: a first visit asks nothing that would be refused, and other tabs see it change. The session itself is a cookie no script sees. */
const MARK = 'shop-signed-in';

const open = async (email, password) => {
  const user = await call('POST', '/api/sessions', { email, password });
  localStorage.setItem(MARK, user.id);
  return user;
};

/** Makes an account and opens its session. */
export async function register({ name, email, password }, language) {
  await call('POST', '/api/users/register', { name, email, password, language });
  return open(email, password);
}

/** Opens the session of an account that there is. */
export const logIn = ({ email, password }) => open(email, password);

/** Whether this account was made by `asGuest`, whose name is a word in the page's language. */
export const isGuest = ({ email }) => /^guest-[^@]{12}@example\.com$/.test(email);

/** An account with an address and a password that nobody knows. */
export function asGuest(language) {
  const random = [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, '0')).join('');
  return register({ name: 'Guest', email: `guest-${random.slice(0, 12)}@example.com`, password: random }, language);
}

/** Whose session it is, or null. Throws when that cannot be known at the moment. */
export async function whoIsHere() {
  if (!localStorage.getItem(MARK)) return null;
  try {
    return await call('GET', '/api/users/me');
  } catch (error) {
    if (error.status !== 401) throw error;
    localStorage.removeItem(MARK);
    return null;
  }
}

/** Calls `seen` when another tab has logged in or out: all tabs share one session. */
export const onOtherTab = (seen) => addEventListener('storage', ({ key }) => key === MARK && seen());

/** Ends the session. */
export async function logOut() {
  localStorage.removeItem(MARK);
  await call('DELETE', '/api/sessions');
}
