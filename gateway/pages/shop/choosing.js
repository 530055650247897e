import { money } from '/assets/shared/api.js';
import { ORDER_LIMITS } from '/assets/shared/contract.js';
import { html } from '/assets/shared/html.js';
import { CARDS, last4 } from '/assets/shop/cards.js';

const Products = ({ words, products, basket, onQuantity }) => html`
  <table class="products">
    <thead>
      <tr>
        <th>${words.product}</th>
        <th>${words.price}</th>
        <th>${words.inStock}</th>
        <th>${words.howMany}</th>
      </tr>
    </thead>
    <tbody>
      ${products.map(
        ({ id, name, price, currency, stock }) => html`
          <tr class="product" key=${id} data-product=${id}>
            <td>${name}</td>
            <td class="number">${money(price, currency)}</td>
            <td class="number" data-available=${stock.available}>
              ${stock.available} ${stock.reserved ? html`<span class="held">${words.held(stock.reserved)}</span>` : ''}
            </td>
            <td>
              <input
                type="number"
                min="0"
                max=${ORDER_LIMITS.quantity}
                aria-label=${words.howManyOf(name)}
                value=${basket[id] ?? 0}
                onInput=${(event) => onQuantity(id, Number(event.target.value))}
              />
            </td>
          </tr>
        `,
      )}
    </tbody>
  </table>
`;

const CardPicker = ({ words, card, onCard }) => html`
  <fieldset>
    <legend>${words.payWith}</legend>
    ${[...CARDS, ''].map(
      (number) => html`
        <label class="choice" key=${number}>
          <input type="radio" name="card" value=${number} checked=${card === number} onChange=${() => onCard(number)} />
          <span
            ><b>${number ? `•••• ${last4(number)}` : words.payLater}</b>${' '}
            ${number ? words.cards[last4(number)] : words.payLaterDoes}</span
          >
        </label>
      `,
    )}
  </fieldset>
`;

/** What to buy and how to pay. */
export const Choosing = ({ state, words, acts }) => html`
  <section>
    <form
      onSubmit=${(event) => {
        event.preventDefault();
        acts.buy();
      }}
    >
      <h2>${words.products}</h2>
      <${Products} words=${words} products=${state.products} basket=${state.basket} onQuantity=${acts.quantity} />
      ${
        state.moreProducts
          ? html`<p>
              <button type="button" onClick=${acts.moreProducts}>${words.moreProducts(state.products.length)}</button>
            </p>`
          : ''
      }
      <${CardPicker} words=${words} card=${state.card} onCard=${acts.card} />
      <button class="main" disabled=${state.busy}>${state.user ? words.place : words.placeAsGuest}</button>
    </form>
  </section>
`;
