import htm from '/assets/vendor/htm.js';
import { h, render } from '/assets/vendor/preact.js';

/** Markup as preact elements. */
export const html = htm.bind(h);

/** Holds a page's state; `set` merges a change into it and draws the page again, once a turn at most. */
export function page(state, view) {
  const root = document.getElementById('page');
  let drawn = false;
  const draw = () => {
    drawn = false;
    render(view(state), root);
  };
  const set = (change) => {
    Object.assign(state, change);
    if (drawn) return;
    drawn = true;
    queueMicrotask(draw);
  };
  set({});
  return set;
}

/** Wraps what a control does: one thing at a time (`busy`), and what goes wrong with it is shown (`failure`). */
export const oneAtATime = (state, set) => (work) => async (given) => {
  if (state.busy) return;
  set({ busy: true, failure: '' });
  try {
    await work(given);
  } catch (error) {
    set({ failure: error.message });
  } finally {
    set({ busy: false });
  }
};
