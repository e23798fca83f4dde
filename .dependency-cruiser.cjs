// Each rule is one sentence of the architecture; its comment is what the developer reads when it fails.
const frontDoor = '^lib/(platform/)?[^/]+/index\\.ts$';
const products =
  'onboarding|provisioning|customers|files|connectors|compliance|messaging|branding|analytics|reviews|flow-templates|members|vault|webhooks|offboarding|pipelines|demo';
const tests = '(\\.test\\.tsx?|/testing-[^/]+\\.ts)$|/testing/';

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'Two modules that need each other are one module, or a third one is missing.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'flow-definition-is-pure',
      severity: 'error',
      comment: 'Runs in the browser, on the server and in tests: no db, no next, no node built-ins, no clock.',
      from: { path: '^lib/(flow-definition|errors)/', pathNot: tests },
      to: { pathNot: '^(lib/(flow-definition|errors)/|node_modules/(zod|@marcbachmann/cel-js|libphonenumber-js)/)' },
    },
    {
      name: 'db-only-behind-tenancy',
      severity: 'error',
      comment: 'A raw client has no tenant. Use withTenant or tenantStatement (lib/tenancy).',
      from: {
        pathNot: [
          '^(lib/(tenancy|auth|worker|connectors/postgres-(dataset|registry)|platform/(db|jobs|events|rate-limit|migrate))/|prisma/|scripts/|e2e/|bench/)',
          '^app/api/readyz/',
          tests,
        ],
      },
      to: {
        path: '^lib/platform/db/|node_modules/(@prisma/client|pg)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'components-see-only-pure-lib',
      severity: 'error',
      comment: 'Components get data and actions as props; `import type` of a view is fine.',
      from: { path: '^components/', pathNot: tests },
      to: {
        path: '^lib/',
        pathNot: '^lib/(flow-definition|errors|i18n|branding)/',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'lib-knows-no-screen',
      severity: 'error',
      comment: 'lib is the product without the screen.',
      from: { path: '^lib/', pathNot: tests },
      to: { path: '^(app|components)/' },
    },
    {
      name: 'platform-knows-no-product',
      severity: 'error',
      comment: 'Plumbing does not know what flows through it.',
      from: { path: '^lib/(platform|tenancy|crypto|audit)/', pathNot: tests },
      to: { path: `^lib/(${products})/` },
    },
    {
      name: 'reactions-by-event',
      severity: 'error',
      comment: 'Mail and figures react to events (lib/platform/events); nobody calls them.',
      // The preview of a plan says who will be told of what: it reads the list, and calls nobody.
      from: { path: `^lib/(${products})/`, pathNot: [tests, '^lib/provisioning/plan-preview\\.ts$'] },
      to: { path: '^lib/(messaging|analytics|worker)/', pathNot: '^lib/$1/' },
    },
    {
      name: 'onboarding-does-not-provision',
      severity: 'error',
      comment: 'Submitting a flow enqueues a job; the request never waits for another company.',
      from: { path: '^lib/onboarding/', pathNot: tests },
      to: { path: '^lib/(provisioning|connectors)/' },
    },
    {
      name: 'through-the-front-door',
      severity: 'error',
      comment: 'Import the domain (its index.ts), not a file inside it.',
      from: { path: '^(app|e2e|prisma)/', pathNot: tests },
      to: {
        path: '^lib/',
        // A browser test needs one simulator's constant, and not all of them with everything that they load.
        pathNot: [
          frontDoor,
          '^lib/simulators/clamd\\.ts$',
          '^lib/branding/',
          '^lib/flow-definition/',
          '^lib/flow-templates/library/index\\.ts$',
          '^lib/i18n/',
        ],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'domain-front-door',
      severity: 'error',
      comment: 'Between domains too: only index.ts.',
      from: { path: '^lib/((?:platform/)?[^/]+)/', pathNot: tests },
      to: {
        path: '^lib/',
        pathNot: [
          '^lib/$1/',
          frontDoor,
          '^lib/flow-definition/(schema/index|browser)\\.ts$',
          '^lib/i18n/',
          '^lib/flow-templates/library/index\\.ts$',
        ],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'nobody-imports-the-worker',
      severity: 'error',
      comment: 'The worker puts things together; nothing depends on it.',
      from: { pathNot: '^lib/worker/' },
      to: { path: '^lib/worker/' },
    },
    {
      name: 'the-product-knows-no-simulator',
      severity: 'error',
      comment: 'The product talks to outside systems by their protocols, whoever answers.',
      from: { path: '^(app|components|lib)/', pathNot: ['^lib/simulators/', tests] },
      to: { path: '^lib/simulators/' },
    },
    {
      name: 'pages-do-not-import-pages',
      severity: 'error',
      comment: 'Shared screen parts live in components.',
      from: { path: '^app/.+/page\\.tsx$' },
      to: { path: '^app/.+/page\\.tsx$' },
    },
    {
      name: 'tests-stay-outside',
      severity: 'error',
      comment: 'No code of the product depends on what only tests have.',
      from: { path: '^(app|components|lib|prisma)/', pathNot: tests },
      to: { path: '^(scripts|e2e|bench)/|node_modules/(vitest|@playwright|fast-check)/' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(node_modules/\\.|\\.next/|lib/platform/db/generated/)' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['react-server', 'import', 'node', 'default'],
    },
  },
};
