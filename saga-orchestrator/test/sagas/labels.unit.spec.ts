import { expect } from 'chai';
import { diagram } from 'saga-engine/core/diagram';
import { sagas } from '../../dist/sagas/definitions.js';

describe('the labels of the definitions', () => {
  for (const { name, version, steps, labels } of sagas.all)
    describe(`of ${name} version ${version}`, () => {
      it('name the saga and every step in both languages', () => {
        for (const text of [labels?.saga, ...steps.map((step) => labels?.steps[step.name]?.name)])
          expect(text).to.satisfy((words?: { en: string; ko: string }) => words?.en.trim() && words.ko.trim());
      });

      it('are drawn in the diagram of the documents', () => {
        const drawn = diagram(sagas.latest(name));
        for (const step of sagas.latest(name).steps)
          expect(drawn).to.contain(`${step.name} (${labels?.steps[step.name]?.name.en})`);
      });
    });
});
