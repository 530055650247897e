import { money } from '/assets/shared/api.js';
import { html } from '/assets/shared/html.js';
import { CARDS } from '/assets/shop/cards.js';
import { sentenceOf, stepsOf } from '/assets/shop/steps.js';

export const Explanation = () => html`
  <section>
    <h2>What is a saga?</h2>
    <p>
      An order needs several services, each with a database of its own, so no transaction spans them. A <b>saga</b> is
      that order as a row of small steps: <b>create</b> the order, <b>reserve</b> the stock, <b>authorise</b> the
      card,${' '} <b>confirm</b>, <b>capture</b> the money. If a step is refused, the steps before it are undone in
      reverse; if one does not answer, it is tried again. Buy something and watch.
    </p>
  </section>
`;

const Account = ({ busy, onGuest, onRegister, onLogIn }) => html`
  <section>
    <h2>Who is buying?</h2>
    <button class="main" disabled=${busy} onClick=${onGuest}>Continue as a guest</button>
    <details>
      <summary>Register or log in</summary>
      <form
        onSubmit=${(event) => {
          event.preventDefault();
          const fields = Object.fromEntries(new FormData(event.target));
          (event.submitter?.value === 'login' ? onLogIn : onRegister)(fields);
        }}
      >
        <p>
          <label>Name<br /><input name="name" autocomplete="name" maxlength="100" placeholder="to register" /></label>
        </p>
        <p>
          <label>Email<br /><input name="email" type="email" autocomplete="username" required /></label>
        </p>
        <p>
          <label
            >Password<br /><input
              name="password"
              type="password"
              minlength="8"
              autocomplete="current-password"
              required
          /></label>
        </p>
        <div class="row">
          <button type="submit" value="register" disabled=${busy}>Register</button>
          <button type="submit" value="login" disabled=${busy}>Log in</button>
        </div>
      </form>
    </details>
  </section>
`;

const Products = ({ products, basket, onQuantity }) => html`
  <div class="scroll">
    <table>
      <thead>
        <tr>
          <th>Product</th>
          <th>Price</th>
          <th>In stock</th>
          <th>How many</th>
        </tr>
      </thead>
      <tbody>
        ${products.map(
          ({ id, name, price, currency, stock }) => html`
            <tr class="product" key=${id}>
              <td>${name}</td>
              <td class="number">${money(price, currency)}</td>
              <td class="number">
                ${stock.available}${stock.reserved ? html` <span class="soft">(${stock.reserved} held)</span>` : ''}
              </td>
              <td>
                <input
                  type="number"
                  min="0"
                  max="1000"
                  aria-label=${`How many of ${name}`}
                  value=${basket[id] ?? 0}
                  onInput=${(event) => onQuantity(id, Number(event.target.value))}
                />
              </td>
            </tr>
          `,
        )}
      </tbody>
    </table>
  </div>
`;

export const CardPicker = ({ card, onCard, later }) => html`
  <fieldset>
    <legend>Pay with a test card</legend>
    ${[...CARDS, ...(later ? [{ number: '', does: 'Stock is held for you while the saga waits' }] : [])].map(
      ({ number, does }) => html`
        <label class="choice" key=${number}>
          <input type="radio" name="card" value=${number} checked=${card === number} onChange=${() => onCard(number)} />
          <span><b>${number ? `•••• ${number.slice(-4)}` : 'Pay later'}</b> ${does}</span>
        </label>
      `,
    )}
  </fieldset>
`;

const Steps = ({ order }) => html`
  <ol class="steps" aria-label="Steps of the saga">
    ${stepsOf(order).map(
      ({ id, name, state, note }) =>
        html`<li key=${id} class=${state} data-step=${id} data-state=${state}><b>${name}</b>${note}</li>`,
    )}
  </ol>
`;

const Order = ({ order, busy, onCancel, onPay }) => html`
  <section>
    <h2>Your order</h2>
    <p class="soft"><code>${order.id}</code>, ${money(order.totalAmount, order.currency)}</p>
    <${Steps} order=${order} />
    <p role="status" aria-live="polite"><b id="status">${order.status}</b> ${sentenceOf(order)}</p>
    <div class="row">
      ${
        order.status === 'AWAITING_PAYMENT' && !order.payment && !order.paying
          ? html`<button class="main" disabled=${busy} onClick=${onPay}>Pay now with the card picked</button>`
          : ''
      }
      ${order.status === 'CANCELLED' ? '' : html`<button disabled=${busy} onClick=${onCancel}>Cancel the order</button>`}
    </div>
  </section>
`;

const Recent = ({ orders, onOpen }) => html`
  <section>
    <h2>Your orders</h2>
    <ul>
      ${orders.map(
        (order) =>
          html`<li key=${order.id}>
            <button onClick=${() => onOpen(order)}>${money(order.totalAmount, order.currency)} ${order.status}</button>
          </li>`,
      )}
    </ul>
  </section>
`;

/** The whole page. */
export const Page = ({ state, acts }) => html`
  <header class="top">
    <h1>Shop</h1>
    <a href="/console">Saga console</a>
    <a href="/docs">API</a>
    ${state.user ? html`<span class="who">${state.user.name} <button onClick=${acts.logOut}>Log out</button></span>` : ''}
  </header>
  <main>
    <p role="alert" class="failure">${state.failure}</p>
    <div class="halves">
      <div>
        <section>
          <h2>Products</h2>
          <${Products} products=${state.products} basket=${state.basket} onQuantity=${acts.quantity} />
          <${CardPicker} card=${state.card} onCard=${acts.card} later=${true} />
          <button class="main" disabled=${state.busy || !state.user} onClick=${acts.buy}>Place the order</button>
          ${state.user ? '' : html`<p class="soft">First say who is buying.</p>`}
        </section>
      </div>
      <div>
        ${state.user ? '' : html`<${Account} busy=${state.busy} onGuest=${acts.guest} onRegister=${acts.register} onLogIn=${acts.logIn} />`}
        ${state.order ? html`<${Order} order=${state.order} busy=${state.busy} onCancel=${acts.cancel} onPay=${acts.pay} />` : ''}
        <${Explanation} />
        ${state.orders.length ? html`<${Recent} orders=${state.orders} onOpen=${acts.open} />` : ''}
      </div>
    </div>
  </main>
`;
