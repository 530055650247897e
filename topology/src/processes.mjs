// Which processes there are, and what each needs. The single source: launcher, build, tests and the gateway's upstreams use it;
// tests/deploy/topology.unit.spec.ts compares docker-compose.yml, deploy/ and the .env.example files with it. Plain JavaScript, because
// `npm start` reads it before anything is installed.

/**
 * One process of the system.
 * @typedef {object} Process
 * @property {string} folder its workspace
 * @property {Readonly<Record<'en' | 'ko', string>>} does what it does, in a line of docs/architecture.md and its Korean page
 * @property {string} reader the function of its config module that reads and checks its environment
 * @property {number} http its REST port in a stack without --port-base
 * @property {number} [grpc] its gRPC port, likewise
 * @property {string} [database] the name of its own database; it is DATABASE_PREFIX and this
 * @property {boolean} [redis] whether it uses Redis
 * @property {string} [dataFile] a file of its own in the stack's data folder, as DATA_FILE
 * @property {string} [dataFolder] a folder of its own in the stack's data folder, as DATA_FOLDER
 * @property {string} [shopUrl] the variable with the shop's public address: the gateway's, unless the user set another
 * @property {readonly string[]} secrets which of the stack's secrets it receives
 * @property {Readonly<Record<string, string>>} [defaults] what the launcher sets unless the user did
 * @property {Readonly<Record<string, string>>} [developmentDefaults] the same, with NODE_ENV=development only
 * @property {readonly string[]} [contracted] variables that are passed on even if its .env.example does not name them
 * @property {readonly Call[]} calls the processes that it calls
 * @property {readonly import('./contracts.js').ServiceName[]} [serves] the gRPC services that it answers
 * @property {boolean} [simulated] simulates an external service: production runs without it
 */

/**
 * One process that another calls. The variable receives the address of every replica.
 * @typedef {object} Call
 * @property {string} to the process that is called
 * @property {string} [http] the variable that holds the REST addresses
 * @property {string} [grpc] the variable that holds the gRPC addresses
 * @property {string} [path] the path appended to each REST address
 * @property {boolean} [firstReplica] the first replica's address only
 * @property {boolean} [replaceable] the user may set another address
 * @property {import('./contracts.js').Commands} [commands] the gRPC methods that it may call there: no others
 */

/** @satisfies {readonly Call[]} */
const keys = /** @type {const} */ ([{ to: 'user-service', http: 'JWKS_URLS' }]);

/** Where payment providers send webhooks: a path of payment-service, which the gateway passes on. */
export const providerWebhooks = '/provider/webhooks';

/** The administrator of a development stack. */
export const developmentAdmin = { ADMIN_EMAIL: 'admin@example.com', ADMIN_PASSWORD: 'admin-password' };

/** Every process, in the order in which the launcher lists them. */
export const processes = /** @satisfies {Readonly<Record<string, Process>>} */ (
  /** @type {const} */ ({
    gateway: {
      folder: 'gateway',
      does: {
        en: 'the only public entry point: authentication, limits, balancing, circuit breakers, live status, pages',
        ko: '유일한 입구: 인증, 요청 제한, 부하 분산, 서킷 브레이커, 실시간 상태, 화면',
      },
      reader: 'readGatewayConfig',
      http: 3000,
      redis: true,
      secrets: ['INTERNAL_TOKEN_SECRET'],
      calls: [
        ...keys,
        { to: 'user-service', http: 'USER_SERVICE_URLS', commands: { Users: ['ValidateToken', 'GetUser'] } },
        { to: 'order-service', http: 'ORDER_SERVICE_URLS', commands: { Orders: ['Get', 'Watch'] } },
        { to: 'payment-service', http: 'PAYMENT_SERVICE_URLS' },
        {
          to: 'saga-orchestrator',
          http: 'SAGA_ORCHESTRATOR_URLS',
          // for administrators, whom it identifies with an internal token, as over REST
          commands: { Sagas: ['Get', 'List', 'Retry', 'Compensate', 'Resolve', 'Preview', 'Export', 'Watch'] },
        },
        { to: 'notification-service', http: 'NOTIFICATION_SERVICE_URLS' },
      ],
    },
    'user-service': {
      folder: 'user-service',
      does: { en: 'accounts, log-in, tokens and their keys', ko: '계정, 로그인, 토큰과 서명 키' },
      reader: 'readUserConfig',
      http: 3001,
      grpc: 50051,
      database: 'users',
      redis: true,
      secrets: ['INTERNAL_TOKEN_SECRET', 'JWT_KEY_SECRET'],
      developmentDefaults: developmentAdmin,
      contracted: ['ADMIN_EMAIL', 'ADMIN_PASSWORD'],
      serves: ['Users'],
      calls: [
        {
          to: 'notification-service',
          grpc: 'NOTIFICATION_SERVICE_GRPC_URLS',
          commands: { Notifications: ['SendPasswordReset'] },
        },
      ],
    },
    'order-service': {
      folder: 'order-service',
      does: { en: 'orders, products, stock', ko: '주문, 상품, 재고' },
      reader: 'readServiceConfig',
      http: 3002,
      grpc: 50052,
      database: 'orders',
      redis: true,
      secrets: ['INTERNAL_TOKEN_SECRET'],
      defaults: { SEED_CATALOGUE: 'on' },
      serves: ['Orders', 'Stock', 'Events'],
      calls: [
        ...keys,
        { to: 'saga-orchestrator', grpc: 'SAGA_ORCHESTRATOR_GRPC_URLS', commands: { Sagas: ['Start', 'Cancel'] } },
        {
          to: 'payment-service',
          grpc: 'PAYMENT_SERVICE_GRPC_URLS',
          commands: { Payments: ['Inspect', 'GetMethod', 'CheckRefundChange'] },
        },
      ],
    },
    'payment-service': {
      folder: 'payment-service',
      does: { en: 'payments, and stored cards as tokens', ko: '결제, 토큰으로 저장한 카드' },
      reader: 'readServiceConfig',
      http: 3003,
      grpc: 50053,
      database: 'payments',
      redis: true,
      secrets: ['INTERNAL_TOKEN_SECRET', 'PROVIDER_WEBHOOK_SECRET'],
      // the launcher starts the simulated provider, so it selects that provider explicitly
      defaults: { PAYMENT_PROVIDER: 'simulated', ALLOW_SIMULATED_PAYMENTS: 'on' },
      serves: ['Payments', 'Events'],
      shopUrl: 'SHOP_URL',
      calls: [
        ...keys,
        { to: 'order-service', grpc: 'ORDER_SERVICE_GRPC_URLS', commands: { Orders: ['Get', 'BeginPayment'] } },
        { to: 'saga-orchestrator', grpc: 'SAGA_ORCHESTRATOR_GRPC_URLS', commands: { Sagas: ['Signal'] } },
        { to: 'payment-provider', http: 'PROVIDER_URL', replaceable: true },
      ],
    },
    'saga-orchestrator': {
      folder: 'saga-orchestrator',
      does: { en: 'the definitions of the sagas, on the engine', ko: '엔진에서 실행되는 사가 정의' },
      reader: 'readOrchestratorConfig',
      http: 3004,
      grpc: 50054,
      database: 'sagas',
      redis: true,
      secrets: ['INTERNAL_TOKEN_SECRET'],
      contracted: ['PAYMENT_TIMEOUT_MS'],
      serves: ['Sagas'],
      calls: [
        ...keys,
        {
          to: 'order-service',
          grpc: 'ORDER_SERVICE_GRPC_URLS',
          commands: {
            Orders: [
              'Create',
              'Cancel',
              'Confirm',
              'MarkCancelled',
              'Audit',
              'HoldChange',
              'WithdrawChange',
              'ApplyChange',
              'MoveChanged',
              'StopChanges',
            ],
            Stock: ['Reserve', 'Release', 'Restock', 'Audit'],
          },
        },
        {
          to: 'payment-service',
          grpc: 'PAYMENT_SERVICE_GRPC_URLS',
          commands: {
            Payments: [
              'Authorize',
              'Void',
              'Capture',
              'Refund',
              'Audit',
              'AuditCharges',
              'CompletePayment',
              'AuthorizeChange',
              'RefundChange',
              'RefundOrder',
            ],
          },
        },
      ],
    },
    'notification-service': {
      folder: 'notification-service',
      does: {
        en: 'mails to customers, webhooks to systems of others',
        ko: '고객에게 보내는 메일, 다른 시스템에 보내는 웹훅',
      },
      reader: 'readServiceConfig',
      http: 3006,
      grpc: 50056,
      database: 'notifications',
      redis: true,
      secrets: ['INTERNAL_TOKEN_SECRET', 'WEBHOOK_KEY_SECRET'],
      dataFolder: 'mail',
      shopUrl: 'SHOP_URL',
      serves: ['Notifications'],
      calls: [
        ...keys,
        {
          to: 'user-service',
          grpc: 'USER_SERVICE_GRPC_URLS',
          // GetUser: replicas of releases before GetUsers
          commands: { Users: ['GetUser', 'GetUsers', 'GetPasswordReset', 'ListAdministrators'] },
        },
        { to: 'order-service', grpc: 'ORDER_SERVICE_GRPC_URLS', commands: { Events: ['Read', 'Head'] } },
        { to: 'payment-service', grpc: 'PAYMENT_SERVICE_GRPC_URLS', commands: { Events: ['Read', 'Head'] } },
      ],
    },
    'payment-provider': {
      folder: 'payment-provider',
      does: {
        en: 'the simulator of a payment provider, with its test cards: for development and tests',
        ko: '결제 대행사 시뮬레이터와 테스트 카드: 개발과 테스트용',
      },
      reader: 'readProviderConfig',
      http: 3005,
      dataFile: 'provider.json',
      secrets: ['INTERNAL_TOKEN_SECRET', 'PROVIDER_WEBHOOK_SECRET'],
      simulated: true,
      calls: [...keys, { to: 'payment-service', http: 'WEBHOOK_URL', path: providerWebhooks, firstReplica: true }],
    },
  })
);

/** @typedef {keyof typeof processes} ProcessName */

/** @type {readonly ProcessName[]} */
export const processNames = /** @type {ProcessName[]} */ (Object.keys(processes));

/**
 * The properties of one process, including optional ones that it lacks.
 * @type {(name: ProcessName) => Omit<Process, 'secrets'> & { secrets: readonly SecretName[] }}
 */
export const processOf = (name) => processes[name];

/** The REST ports that processes may have without --port-base: replicas and gRPC have other ranges. */
export const restPorts = { first: processes.gateway.http, last: 3009 };
/** With --port-base gRPC ports are as far above the base as they are above this one. */
export const grpcOrigin = 50_000;
/** How many replicas of a process a stack may have, and how far apart their ports are. */
export const replicas = { most: 4, apart: 10 };
/** Where browsers of the same machine reach the shop of a stack without --port-base. */
export const shopAddress = `http://localhost:${processes.gateway.http}`;

/** The Redis of a stack: its port without --port-base. */
export const redis = { port: 3079 };
/** The store of a stack: its port without --port-base, and the workspace of the embedded one. */
export const store = { port: 3027, folder: 'packages/mongo-lite' };

/** The workspaces that a stack is built from, each after its dependencies. */
export const workspaces = [
  ...new Set([
    'protos',
    'topology',
    'common',
    'packages/saga-engine',
    ...processNames.map((name) => processOf(name).folder),
    store.folder,
  ]),
];

/** @typedef {(typeof processes)[ProcessName]['secrets'][number]} SecretName */

/** The secrets that a stack generates once and its processes share.
 * @type {readonly SecretName[]} */
export const secretNames = [...new Set(processNames.flatMap((name) => processes[name].secrets))];
