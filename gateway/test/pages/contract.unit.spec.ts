import { readdirSync, readFileSync } from 'node:fs';
import { PASSING_STATUSES } from '@shop/common/errors';
import { EFFECTS } from '@shop/common/faults';
import { FAULT_LIMITS } from '@shop/common/http/faults.routes';
import { PAGE_LIMITS } from '@shop/common/http/paging';
import * as contract from '@shop/protos/contract';
import { EVENT_TYPES } from '@shop/protos/events';
import { expect } from 'chai';
import { contractModule } from '../../dist/pages/contract.js';

const page = (path: string): string => readFileSync(new URL(`../../pages/${path}`, import.meta.url), 'utf8');
/** The names in capitals in the first match of the pattern. */
const namesIn = (text: string, pattern: RegExp): string[] =>
  text.match(pattern)?.[0].match(/\b[A-Z]{3,}(?:_[A-Z]+)*(?=['":])/g) ?? [];

describe("the pages' own copies of the contract", () => {
  it('have a reason in both languages for every way in which an order is cancelled', () => {
    const both = [...page('shop/words.js').matchAll(/^ {2}reasons: \{.*?^ {2}\}/gms)].map(([block]) => block);
    expect(both).to.have.length(2);
    for (const block of both) expect(namesIn(block, /[^]*/)).to.have.members([...contract.CANCEL_REASONS]);
  });

  it('explain each effect of a fault', () => {
    const [effects = ''] = page('console/faults.js').match(/const EFFECTS = \{.*?^\}/ms) ?? [];
    expect([...effects.matchAll(/^ {2}'?([a-z-]+)'?:/gm)].map(([, name]) => name)).to.have.members([...EFFECTS]);
  });

  it('draw the steps as they are sent, regardless of the status of the order', () => {
    expect(page('shop/steps.js')).not.to.match(/status|order[.)}]|payment/i);
  });
});

describe('the contract that pages import', () => {
  const folder = new URL('../../pages/', import.meta.url);
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.js'))
    .map((path) => [path, page(path)] as const);

  it('has the same values as the one that services import', async () => {
    const shared = (await import(`data:text/javascript,${encodeURIComponent(contractModule())}`)) as Record<
      string,
      unknown
    >;
    const known: Record<string, unknown> = { ...contract, EVENT_TYPES, FAULT_LIMITS, PAGE_LIMITS, PASSING_STATUSES };
    for (const [name, value] of Object.entries(shared)) expect(value, name).to.deep.equal(known[name]);
  });

  it('exports exactly the names that pages import', () => {
    const has = [...contractModule().matchAll(/^export const (\w+)/gm)].map(([, name]) => name);
    const taken = sources.flatMap(([, text]) =>
      [...text.matchAll(/import \{([^}]*)\} from '\/assets\/shared\/contract\.js'/g)].flatMap(([, names]) =>
        names!.split(',').map((name) => name.trim()),
      ),
    );
    expect(has).to.have.members([...new Set(taken)]);
  });

  it('is the only place of lengths, page sizes, states and event types in pages', () => {
    const own =
      /(?:maxlength|minlength|max|most)="?\d|[?&]limit=\d|'(?:NEEDS_ATTENTION|PARTIALLY_REFUNDED|HELD|refused|undo)'[,\]]|'retry', '|'order\.created'/;
    expect(sources.filter(([, text]) => own.test(text)).map(([path]) => path)).to.deep.equal([]);
  });
});
