import { subscribe } from 'node:diagnostics_channel';
import type { RouteAnswer } from '@shop/common/http/route';

/** Answers that differ in what a description says of them, each once, with the test that received it first. */
const answers = new Map<string, { readonly answer: RouteAnswer; readonly test: string }>();
let test = 'before the first test';

/** What tests of failures provoke in any route, and no description lists. */
const PROVOKED = ['FAULT_INJECTED', 'INTERNAL_ERROR'];

/**
 * Tests of what no release has written. Every release required each field of an address, so all orders have them and answers promise
 * them; a later field is promised by none (tests/contract/document.unit.spec.ts), but its orders too go on when they lack it.
 */
const IMPOSSIBLE = ['the commands over gRPC accept an order from before a field of its address was required'];

subscribe('http:route-answered', (message) => {
  const answer = message as RouteAnswer;
  const { route, status, body, headers } = answer;
  if (
    IMPOSSIBLE.includes(test) ||
    route.internal ||
    route.from !== undefined ||
    (body !== null && typeof body !== 'string')
  )
    return;
  const value = typeof body === 'string' && body.startsWith('{') ? (JSON.parse(body) as { code?: string }) : {};
  if (status >= 400 && PROVOKED.includes(value.code ?? '')) return;
  const shape = JSON.stringify(shapeOf(value));
  const code = status < 400 ? '' : value.code;
  const key = [route.method, route.path, status, code, Object.keys(headers).join(), shape].join(' ');
  if (!answers.has(key)) answers.set(key, { answer, test });
});

/** The names and types in a value; of a list those of its first member. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.entries(value).map(([name, member]) => [name, shapeOf(member)]);
}

/** Answers of services in the mocha process itself are those that their routes describe. @public mocha reads them. */
export const mochaHooks = {
  beforeEach(this: Mocha.Context): void {
    test = this.currentTest!.fullTitle();
  },
  async afterAll(): Promise<void> {
    if (answers.size === 0) return;
    const { undescribed } = await import('./openapi/undescribed.js');
    const wrong = [...answers.values()].flatMap(({ answer, test: name }) =>
      undescribed(answer).map((what) => `${what}\n    in “${name}”`),
    );
    if (wrong.length > 0) throw new Error(`answers that their routes do not describe:\n${wrong.join('\n')}`);
  },
};
