import { ACCOUNT_LIMITS } from '/assets/shared/contract.js';
import { html } from '/assets/shared/html.js';
import { unitsOf } from '/assets/shared/lengths.js';
import { isGuest } from '/assets/shop/account.js';
import { Choosing } from '/assets/shop/choosing.js';
import { Forgotten, NewPassword } from '/assets/shop/forgotten.js';
import { Order, Orders } from '/assets/shop/order.js';
import { languages } from '/assets/shop/words.js';

const Account = ({ words, busy, acts }) => html`
  <section>
    <h2>${words.whoBuys}</h2>
    <button disabled=${busy} onClick=${acts.guest}>${words.guest}</button>
    <details>
      <summary>${words.account}</summary>
      <form
        onSubmit=${(event) => {
          event.preventDefault();
          const fields = Object.fromEntries(new FormData(event.target));
          (event.submitter?.value === 'login' ? acts.logIn : acts.register)(fields);
        }}
      >
        <p>
          <label
            >${words.name}<br /><input
              name="name"
              autocomplete="name"
              maxlength=${unitsOf(ACCOUNT_LIMITS.name)}
              placeholder=${words.nameHint}
          /></label>
        </p>
        <p>
          <label>${words.email}<br /><input name="email" type="email" autocomplete="username" required /></label>
        </p>
        <p>
          <label
            >${words.password}<br /><input
              name="password"
              type="password"
              minlength=${ACCOUNT_LIMITS.password.min}
              autocomplete="current-password"
              required
          /></label>
        </p>
        <div class="row">
          <button type="submit" value="register" disabled=${busy}>${words.register}</button>
          <button type="submit" value="login" disabled=${busy}>${words.logIn}</button>
        </div>
      </form>
    </details>
    <${Forgotten} words=${words} busy=${busy} acts=${acts} />
  </section>
`;

/** The whole page. */
export const Page = ({ state, acts }) => {
  const words = languages[state.language];
  return html`
    <header class="top">
      <h1>${words.shop}</h1>
      <nav><a href="/console">${words.console}</a> <a href="/docs">${words.api}</a></nav>
      <span class="who">
        <button lang=${words.language === 'en' ? 'ko' : 'en'} onClick=${acts.language}>${words.other}</button>${' '}
        ${state.user ? html`${isGuest(state.user) ? words.guestName : state.user.name} <button onClick=${acts.logOut}>${words.logOut}</button>` : ''}
      </span>
    </header>
    <main>
      <p role="alert" class="failure">${state.failure}</p>
      <p id="notice" aria-live="polite">${words[state.notice] ?? ''}</p>
      ${state.token ? html`<${NewPassword} words=${words} busy=${state.busy} acts=${acts} />` : ''}
      <div class="halves">
        <div>
          <${Choosing} state=${state} words=${words} acts=${acts} />
          ${state.user ? '' : html`<${Account} words=${words} busy=${state.busy} acts=${acts} />`}
        </div>
        <div>
          <${Order}
            order=${state.order}
            sagas=${state.sagas}
            plan=${state.plan}
            words=${words}
            busy=${state.busy}
            acts=${acts}
          />
          ${
            state.orders.length
              ? html`<${Orders}
                  orders=${state.orders}
                  more=${state.moreOrders}
                  words=${words}
                  onOpen=${acts.open}
                  onMore=${acts.moreOrders}
                />`
              : ''
          }
        </div>
      </div>
    </main>
  `;
};
