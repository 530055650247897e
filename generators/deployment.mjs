import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { append, change, insert, insertSorted } from './insert.mjs';

const HEALTHY = / {6}[\w-]+:\n {8}condition: service_healthy\n/;

/** A new service in compose, Kubernetes, Prometheus and .env.example. */
export function deployment(root, names, render) {
  const { service, CONSTANT, http, database } = names;
  const template = (file) => render(`deploy/${file}.hbs`, names);

  const compose = 'docker-compose.yml';
  insert(root, compose, /\n {2}# The simulated card network/, `\n${template('compose.yml')}`);
  insert(root, compose, /\n {2}prometheus:\n {4}image/, `\n${template('compose-db.yml')}`);
  insertSorted(root, compose, /(?<=\n {2}gateway:\n[\s\S]{1,300}?) {4}depends_on:\n(?= {6}order-service)/, HEALTHY,
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
  const password = `${CONSTANT}_DB_PASSWORD=development-only-${database}-db\n`;
  insert(root, '.env.example', /(?:[A-Z_]+_DB_PASSWORD=.*\n)+/, password, { after: true });
  append(root, 'deploy/observability/prometheus.yml', `  - job_name: ${service}
    dns_sd_configs:
      - { names: [${service}], type: A, port: ${http}, refresh_interval: 10s }
`); // prettier-ignore

  const k8s = 'deploy/k8s';
  writeFileSync(join(root, `${k8s}/base/${service}.yaml`), template('k8s.yaml'));
  insert(root, `${k8s}/base/kustomization.yaml`, / {2}- network-policies\.yaml/, `  - ${service}.yaml\n`);
  append(root, `${k8s}/base/network-policies.yaml`, template('network-policy.yaml'));
  insert(root, `${k8s}/base/network-policies.yaml`, / {4}# managed Redis, or its Sentinels;/, `    - to:
        - podSelector:
            matchLabels:
              app: ${service}
      ports:
        - port: ${http}
`); // prettier-ignore
  insert(root, `${k8s}/base/network-policies.yaml`, / {6}ports:\n {8}- port: 3001\n {4}- from:\n {8}- namespaceSelector/, `        - podSelector:
            matchLabels:
              app: ${service}
`); // prettier-ignore
  const value = `            - name: ${CONSTANT}_SERVICE_URLS\n              value: http://${service}:${http}\n`;
  insert(root, `${k8s}/base/gateway.yaml`, / +- name: SAGA_ORCHESTRATOR_URLS\n.*\n/, value, { after: true });
  change(root, `${k8s}/base/config.yaml`, (text) => text.replace(/(# {3}shop-mongodb-.*?-sagas)/, `$1, -${database}`));

  const dev = `${k8s}/overlays/dev`;
  append(root, `${dev}/mongodb.yaml`, template('mongodb.yaml'));
  change(root, `${dev}/redis.yaml`, (text) => text.replace(/(values: \[.*?)\]/, `$1, ${service}]`));
  insert(root, `${dev}/kustomization.yaml`, / {2}- name: shop-users\n/, `  - name: shop-mongodb-${database}
    literals: ['MONGODB_URI=mongodb://${database}-db:27017/${database}']
`); // prettier-ignore
  insert(root, `${k8s}/overlays/production/kustomization.yaml`, /\npatches:/, `
  - name: shop-saga/${service}
    newName: registry.example.com/shop/${service}
    newTag: 0.1.0`); // prettier-ignore
}
