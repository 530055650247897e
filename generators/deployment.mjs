import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { append, insert, insertSorted } from './insert.mjs';

const HEALTHY = / {6}[\w-]+:\n {8}condition: service_healthy\n/;

/** Adds a new service to compose, Kubernetes and .env.example. */
export function deployment(root, names, render) {
  const { service, CONSTANT, http, database, DATABASE } = names;
  // dclint wants these in alphabetical order
  const lists = { needs: [`${database}-db`, 'redis'].sort(), networks: ['back', `${database}-data`].sort() };
  const template = (file) => render(`deploy/${file}.hbs`, { ...names, ...lists });

  const compose = 'docker-compose.yml';
  insert(root, compose, /\n {2}# The simulator of a payment provider/, `\n${template('compose.yml')}`);
  insert(root, compose, /\n {2}prometheus:\n {4}image/, `\n${template('compose-db.yml')}`);
  insertSorted(root, compose, /(?<=\n {2}gateway:\n[\s\S]{1,300}?) {4}depends_on:\n(?= {6}[\w-]+:)/, HEALTHY,
    `      ${service}:\n        condition: service_healthy\n`); // prettier-ignore
  const url = `      ${CONSTANT}_SERVICE_URLS: http://${service}:${http}\n`;
  insert(root, compose, / {6}SAGA_ORCHESTRATOR_URLS:.*\n/, url, { after: true });
  insert(root, compose, / {6}TARGETS:.*(?=\n)/, `,http://${service}:${http}`, { after: true });
  insertSorted(
    root,
    compose,
    / {2}egress:\n/,
    / {2}[\w-]+-data:\n {4}internal: true\n/,
    `  ${database}-data:\n    internal: true\n`,
  );
  insertSorted(root, compose, /\nvolumes:\n/, / {2}[\w-]+:\n/, `  ${database}:\n`);
  const lite = 'deploy/compose.lite.yml';
  insert(root, lite, /\nvolumes:\n/, `\n${template('compose-lite.yml')}`);
  insertSorted(root, lite, /\nvolumes:\n/, / {2}[\w-]+:\n/, `  ${database}-lite:\n`);
  const password = `${DATABASE}_DB_PASSWORD=development-only-${database}-db\n`;
  insert(root, '.env.example', /(?:[A-Z_]+_DB_PASSWORD=.*\n)+/, password, { after: true });
  const k8s = 'deploy/k8s';
  writeFileSync(join(root, `${k8s}/base/${service}.yaml`), template('k8s.yaml'));
  const base = `${k8s}/base/kustomization.yaml`;
  insert(root, base, / {2}- network-policies\.yaml/, `  - ${service}.yaml\n`);
  append(root, base, `      - ${CONSTANT}_SERVICE_URLS=http://${service}:${http}\n`);
  const dev = `${k8s}/overlays/dev`;
  writeFileSync(join(root, `${dev}/${database}-db.yaml`), template('mongodb.yaml'));
  insert(root, `${dev}/kustomization.yaml`, / {2}- redis\.yaml\n/, `  - ${database}-db.yaml\n`);
  insert(root, `${k8s}/overlays/production/kustomization.yaml`, /\npatches:/, `
  - name: shop-saga/${service}
    newName: registry.example.com/shop/${service}
    newTag: 0.1.0`); // prettier-ignore
}
