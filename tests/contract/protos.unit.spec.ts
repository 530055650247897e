import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CANCEL_REASONS,
  ORDER_STATUSES,
  PAYMENT_STATUSES,
  SAGA_STATES,
  type CancelReason,
} from '@shop/protos/contract';
import { ERROR_CODES } from '@shop/protos/error-codes';
import { expect } from 'chai';
import { root } from '../docs/markdown-files.js';
import { protoBreaks, protosIn } from './protos.js';

const released = join(root, 'protos', 'released');
const filesOf = (folder: string) => readdirSync(join(folder, 'shop', 'v1')).map((name) => `shop/v1/${name}`);
const read = (folder: string) => protosIn(folder, filesOf(folder));

describe('the protos', () => {
  it('are compatible with the processes and running sagas of the last release', () => {
    expect(protoBreaks(read(released), read(join(root, 'protos')))).to.deep.equal([]);
  });

  describe('comments', () => {
    const text = filesOf(join(root, 'protos'))
      .map((file) => readFileSync(join(root, 'protos', file), 'utf8'))
      .join('\n');
    const words = (list: string) => list.match(/[A-Z_]{4,}/g)!;

    it('list all statuses, states and reasons', () => {
      const [stock = ''] = /StockState = [^;]*/.exec(
        readFileSync(join(root, 'order-service/src/domain/order.ts'), 'utf8'),
      )!;
      const lists = [ORDER_STATUSES, PAYMENT_STATUSES, SAGA_STATES, CANCEL_REASONS, words(stock)].map((list) =>
        list.toSorted().join(),
      );
      const listed = [...text.matchAll(/\/\/ ((?:[A-Z_]+, ){2,}[A-Z_]+ or [A-Z_]+)\.$/gm)];
      expect(listed).to.have.length.above(5);
      for (const [, list] of listed) expect(lists).to.include(words(list!).toSorted().join());
    });

    it('name refusals by their codes', () => {
      const refusals = [...text.matchAll(/Refused: ([A-Z_]+(?:(?: \([^)]*\))?,\s+(?:\/\/ )?[A-Z_]+)*)/g)].flatMap(
        ([, list]) => words(list!),
      );
      expect(refusals).to.have.length.above(10);
      expect(
        refusals.filter((code) => !(code in ERROR_CODES) && !CANCEL_REASONS.includes(code as CancelReason)),
      ).to.deep.equal([]);
    });
  });

  describe('protoBreaks', () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'protos-'));
      cpSync(join(released, 'shop'), join(folder, 'shop'), { recursive: true });
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));

    const changed = (from: string | RegExp, to: string, proto = 'orders'): string[] => {
      const file = join(folder, 'shop', 'v1', `${proto}.proto`);
      const text = readFileSync(file, 'utf8');
      expect(text.replace(from, to)).not.to.equal(text);
      writeFileSync(file, text.replace(from, to));
      return protoBreaks(read(released), read(folder));
    };
    const zip = 'string zip_code = 3;';
    for (const [what, from, to, broken] of [
      ['a removed field', zip, 'reserved 3;', 'shop.v1.Address.zip_code is gone'],
      ['a changed field number', zip, 'string zip_code = 4;', 'shop.v1.Address.zip_code was number 3 and is 4'],
      ['a renamed field', zip, 'string postcode = 3;', 'shop.v1.Address.zip_code is gone'],
      [
        'a changed field type',
        zip,
        'int32 zip_code = 3;',
        'shop.v1.Address.zip_code was TYPE_STRING and is TYPE_INT32',
      ],
      [
        'a field that became repeated',
        zip,
        'repeated string zip_code = 3;',
        'shop.v1.Address.zip_code was LABEL_OPTIONAL and is LABEL_REPEATED',
      ],
      ['a removed rpc', /  rpc Confirm\(.*\n/, '', 'shop.v1.Orders.Confirm is gone'],
      [
        'an rpc that became a stream',
        'returns (OrderConfirmed)',
        'returns (stream OrderConfirmed)',
        'shop.v1.Orders.Confirm was ConfirmOrderRequest → OrderConfirmed and is ConfirmOrderRequest → stream OrderConfirmed',
      ],
    ] as const)
      it(`reports ${what}`, () => {
        expect(changed(from, to)).to.deep.equal([broken]);
      });

    it('reports a removed value of an enum', () => {
      expect(changed(/ +ACCEPTED = \d;\n/, '', 'sagas').join()).to.match(/^shop\.v1\.Until\.ACCEPTED = \d is gone$/);
    });

    it('reports a removed oneof', () => {
      const plain = changed(/oneof input \{([^}]*)\}/, '$1', 'sagas');
      expect(plain.join()).to.match(/^shop\.v1\.\w+: input is gone$/);
    });

    it('reports a field that moved into a oneof', () => {
      const chosen = 'oneof either {\n    string zip_code = 3;\n    string postcode = 4;\n  }';
      expect(changed(zip, chosen)).to.deep.equal(['shop.v1.Address.zip_code was in no choice and is in either']);
    });

    it('reports a field that left its oneof', () => {
      const left = changed(/oneof input \{([^}]*)\}/, '$1 oneof input {\n    string other = 9;\n  }', 'sagas');
      expect(left).to.deep.equal(['shop.v1.StartSagaRequest.place_order was in input and is in none']);
    });

    it('reports no additions', () => {
      expect(changed(zip, `${zip}\n  string phone = 4;`)).to.deep.equal([]);
    });
  });
});
