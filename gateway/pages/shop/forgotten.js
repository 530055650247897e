import { call } from '/assets/shared/api.js';
import { ACCOUNT_LIMITS } from '/assets/shared/contract.js';
import { html } from '/assets/shared/html.js';

/** The token of the link that led here. It does not stay in the address, where others would see it. */
export function tokenOfLink() {
  const address = new URL(location.href);
  const token = address.searchParams.get('token');
  if (token === null) return null;
  address.searchParams.delete('token');
  history.replaceState(null, '', address);
  return token;
}

// with keys of their own: neither token nor password is kept for a repeat
const post = (path, body) => call('POST', `/api/users/password-reset${path}`, body, crypto.randomUUID());

/** Has a link mailed, if there is such an account. */
export const askForLink = (email) => post('', { email });

/** Sets the new password with the token of a link. */
export const setPassword = (token, newPassword) => post('/confirm', { token, newPassword });

const submitting = (act) => (event) => {
  event.preventDefault();
  act(Object.fromEntries(new FormData(event.target)));
};

/** Asks for a link by mail to set a new password. */
export const Forgotten = ({ words, busy, acts }) => html`
  <details id="forgotten">
    <summary>${words.forgotten}</summary>
    <form onSubmit=${submitting(acts.askForLink)}>
      <p>
        <label>${words.email}<br /><input name="email" type="email" autocomplete="username" required /></label>
      </p>
      <button type="submit" disabled=${busy}>${words.sendLink}</button>
    </form>
  </details>
`;

/** Sets a new password, after the link of a mail was followed. */
export const NewPassword = ({ words, busy, acts }) => html`
  <section id="new-password">
    <h2>${words.setPassword}</h2>
    <form onSubmit=${submitting(acts.setPassword)}>
      <p>
        <label
          >${words.newPassword}<br /><input
            name="password"
            type="password"
            minlength=${ACCOUNT_LIMITS.password.min}
            autocomplete="new-password"
            required
        /></label>
      </p>
      <button type="submit" disabled=${busy}>${words.setPassword}</button>
    </form>
  </section>
`;
