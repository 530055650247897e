import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { finish } from './finish.mjs';
import { isBeforePivot, isLabel, isNewStep, labelOf, noteFingerprint, stepChanges, stepNames } from './step.mjs';
import { isParticipant } from './participants.mjs';
import { databaseOf, isNewDatabase, isNewService, serviceChanges, serviceNames } from './service.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);

/** The generators: they ask for what cannot be derived of a new service, and of a new step of place-order. */
export default function (plop) {
  const render = (file, names) => plop.renderString(readFileSync(template(file), 'utf8'), names);
  const template = (file) => join(here, 'templates', file);

  plop.setGenerator('service', {
    description: 'a service with the rooms of the others',
    prompts: [
      { name: 'name', message: 'Its name, as in gift-card', validate: (name) => isNewService(root, name) },
      {
        name: 'database',
        message: 'The name of its database',
        default: ({ name }) => databaseOf(name),
        validate: (database) => isNewDatabase(root, database),
      },
    ],
    actions(answers) {
      const names = serviceNames(answers.name, answers.database);
      Object.assign(answers, names);
      return [
        {
          type: 'addMany',
          destination: join(root, names.service),
          base: template('service'),
          templateFiles: template('service/**'),
          globOptions: { dot: true },
          abortOnFail: true,
        },
        {
          type: 'add',
          path: join(root, `protos/shop/v1/${names.noun}.proto`),
          templateFile: template('proto.hbs'),
        },
        () => serviceChanges(root, render)(names),
        () => finish(root),
        () => `Next: docs/adding-a-service.md`,
      ];
    },
  });

  plop.setGenerator('step', {
    description: 'a step of place-order with its undo, carried out by a participant',
    prompts: [
      { name: 'name', message: 'Its name, as in check-fraud', validate: (name) => isNewStep(root, name) },
      { name: 'after', message: 'After which step', validate: (after) => isBeforePivot(root, after) },
      {
        name: 'label',
        message: 'What people are told of it, in English',
        default: ({ name }) => labelOf(name),
        validate: isLabel,
      },
      {
        name: 'participant',
        message: 'Who carries it out',
        default: 'orders',
        validate: isParticipant,
      },
      { name: 'labelKo', message: 'And in Korean', default: ({ label }) => label, validate: isLabel },
    ],
    actions(answers) {
      const names = stepNames(root, answers);
      Object.assign(answers, names);
      const service = (path, file) => ({
        type: 'add',
        path: join(root, names.folder, path),
        templateFile: template(`step/${file}.hbs`),
      });
      return [
        service('src/data/{{noun}}.model.ts', 'model.ts'),
        service('src/data/{{noun}}.repository.ts', 'repository.ts'),
        service('src/use-cases/{{noun}}.ts', 'do.ts'),
        service('src/use-cases/undo-{{noun}}.ts', 'undo.ts'),
        service('test/use-cases/{{noun}}.int.spec.ts', 'participant.int.spec.ts'),
        service('../saga-orchestrator/test/sagas/{{noun}}.unit.spec.ts', 'saga.unit.spec.ts'),
        () => stepChanges(root, names),
        () => finish(root),
        () => noteFingerprint(root, names),
        () => 'Next: docs/adding-a-step.md',
      ];
    },
  });
}
