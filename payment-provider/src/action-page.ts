import { writtenAmount } from '@shop/protos/money';
import type { Faults } from '@shop/common/faults';
import type { Middleware } from 'koa';
import type { CarryOut } from './carry-out.js';
import { answerAction } from './decide.js';
import { isOpen, type ChargeWithAction, type State } from './state.js';

const PATH = /^\/actions\/([\w-]{1,64})(?:\/(approve|refuse))?$/;

const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

const page = (title: string, body: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title}</title>
    <style>
      body { font: 1rem/1.5 system-ui, sans-serif; max-width: 28rem; margin: 3rem auto; padding: 0 1rem; color-scheme: light dark; }
      form { display: inline; }
      button { font: inherit; padding: 0.5rem 1rem; margin: 0 0.5rem 0.5rem 0; }
    </style>
  </head>
  <body>
    <h1>${title}</h1>
    ${body}
  </body>
</html>
`;

const question = ({ amountMinor, currency, reference, action }: ChargeWithAction) => `
    <p>A shop asks for <b>${escaped(writtenAmount(amountMinor, currency))}</b>, payment <code>${escaped(reference)}</code>.</p>
    <form method="post" action="/actions/${action.id}/approve"><button id="approve">Approve / 승인</button></form>
    <form method="post" action="/actions/${action.id}/refuse"><button id="refuse">Refuse / 거절</button></form>
    <p><a id="leave" href="${escaped(action.returnUrl)}">Leave without an answer / 답하지 않고 돌아가기</a></p>
    <p><small>This is the simulated bank of a test shop. No real money moves.</small></p>`;

/**
 * GET /actions/:id asks the customer to confirm a charge; POST /actions/:id/approve and /refuse take the answer and redirect the browser to
 * the shop. Public: the id cannot be guessed. An answer that was already given, or came too late, changes nothing.
 */
export function actionPage(state: State, carryOut: CarryOut, faults: Faults): Middleware {
  faults.declare('provider.action');
  return async (ctx, next) => {
    const [, id, answer] = PATH.exec(ctx.path) ?? [];
    if (id === undefined || ctx.method !== (answer ? 'POST' : 'GET')) return next();
    ctx.state['route'] = answer ? '/actions/:id/:answer' : '/actions/:id';
    const charge = state.byAction(id);
    if (!charge) {
      ctx.status = 404;
      ctx.body = page('Nothing to confirm', '<p>There is no payment with this address.</p>');
      return;
    }
    ctx.set('cache-control', 'no-store');
    ctx.set('referrer-policy', 'no-referrer');
    if (answer) {
      const decided = answer as 'approve' | 'refuse';
      await faults.around('provider.action', () => carryOut(answerAction(state, charge, decided), charge.reference));
      ctx.redirect(charge.action.returnUrl);
      ctx.status = 303;
      return;
    }
    const back = new URL(charge.action.returnUrl).origin;
    ctx.set('content-security-policy', `default-src 'none'; style-src 'unsafe-inline'; form-action 'self' ${back}`);
    ctx.body = isOpen(charge)
      ? page('Confirm this payment', question(charge))
      : page(
          'Nothing to confirm',
          `<p>This payment was answered or given up.</p><p><a href="${escaped(charge.action.returnUrl)}">Back to the shop</a></p>`,
        );
  };
}
