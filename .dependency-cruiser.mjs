// Who may import whom. Held by `npm run check`.
import { processes } from './topology/src/processes.mjs';

const services = [...new Set(Object.values(processes).map(({ folder }) => folder))].join('|');

export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Types count as well.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'engine-stands-alone',
      comment: 'The core of the engine knows no queue and no database; of joi and gRPC it has types.',
      severity: 'error',
      from: { path: '^packages/saga-engine/src/core' },
      to: { pathNot: '^packages/saga-engine/src/core|^node_modules/(@grpc/proto-loader|joi)/' },
    },
    {
      name: 'engine-knows-no-shop',
      comment: 'Any business can be put on the engine: it uses what services share, and no contract of the shop.',
      severity: 'error',
      from: { path: '^packages/saga-engine/src' },
      to: { path: `^(${services}|protos|topology|dev|packages/mongo-lite|testkit|tests|bench)/` },
    },
    {
      name: 'domain-is-pure',
      comment:
        "Domain code may use the shared errors, money, ids and the contracts' types; nothing that reaches outside.",
      severity: 'error',
      from: { path: `^(${services})/src/domain` },
      to: {
        pathNot: `^(${services})/src/domain|^common/(src|dist)/(errors|time|auth/callers|logging/card-numbers)[.]|^protos/(src|dist)/(contract|money|payment-id|generated)|^node_modules/(uuid|ipaddr)`,
      },
    },
    {
      name: 'services-do-not-import-each-other',
      severity: 'error',
      from: { path: `^(${services})/` },
      to: { path: `^(${services})/`, pathNot: '^$1/' },
    },
    {
      name: 'common-knows-no-service',
      severity: 'error',
      from: { path: '^(common|protos)/src' },
      to: { path: `^(${services}|topology|dev|packages/mongo-lite|testkit|tests|bench)/` },
    },
    {
      name: 'common-is-told-of-the-system',
      comment:
        'Of the contracts it takes how to load them, the codes of errors, what the system is called and the log of events, never a message of the shop. Types count.',
      severity: 'error',
      from: { path: '^common/src' },
      to: {
        path: '^protos/(src|dist)/',
        pathNot:
          '^protos/(src|dist)/((load|system|error-codes)|generated/(services|shop/v1/(Events|EventRecord|ReadEventsRequest)))\\.',
      },
    },
    {
      name: 'topology-knows-contracts-only',
      comment: 'Everything is built from it, before anything is installed.',
      severity: 'error',
      from: { path: '^topology/src' },
      to: { pathNot: '^topology/src|^protos/(src|dist)/' },
    },
    {
      name: 'embedded-store-stands-alone',
      comment: 'Whoever uses the store speaks its wire protocol; it knows nobody.',
      severity: 'error',
      from: { path: '^packages/mongo-lite/src' },
      to: { path: `^(${services}|common|protos|topology|dev|testkit|tests|bench)/` },
    },
    {
      name: 'production-imports-no-dev',
      severity: 'error',
      from: { path: `^(${services}|common)/src` },
      to: { path: '^(dev|packages/mongo-lite|testkit|tests|bench)/' },
    },
    {
      name: 'only-data-knows-mongodb',
      comment:
        'Use cases, HTTP and gRPC ask repositories; of what services share, the modules that are about MongoDB. Types count.',
      severity: 'error',
      from: {
        path: `^(${services}|common|packages/saga-engine)/src/`,
        pathNot: '/src/data/|^(common|packages/saga-engine)/src/mongo/',
      },
      to: { path: '^node_modules/(mongoose|mongodb|bson)/' },
    },
    {
      name: 'use-cases-ask-repositories',
      comment: 'What services share about MongoDB is used in data/, and put together in app.ts. Types count.',
      severity: 'error',
      from: { path: `^(${services})/src/[^/]+/`, pathNot: '/src/data/' },
      to: { path: '^common/(src|dist)/mongo/' },
    },
    {
      name: 'http-and-grpc-stay-at-the-edge',
      severity: 'error',
      from: { path: '/src/(use-cases|data|domain)/' },
      to: { path: '/src/(http|grpc)/' },
    },
  ],
  options: {
    // what one workspace takes of another is found there in dist/, by its package.json: the edge counts, its inside does not
    doNotFollow: { path: 'node_modules|/dist/|/generated/' },
    exclude: { path: '/test/|\\.mut/' },
    includeOnly: {
      path: `^(${services}|common|protos|topology|dev|packages|bench|node_modules)/`,
    },
    tsPreCompilationDeps: true,
    parser: 'swc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.cjs'],
    },
  },
};
