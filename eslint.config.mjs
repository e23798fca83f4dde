import next from 'eslint-config-next';
import tseslint from 'typescript-eslint';

/** Physical sides break right-to-left pages; each has a logical twin. */
const physicalStyles = [
  'marginLeft',
  'marginRight',
  'paddingLeft',
  'paddingRight',
  'borderLeft',
  'borderRight',
  'borderLeftColor',
  'borderRightColor',
  'borderLeftWidth',
  'borderRightWidth',
  'borderTopLeftRadius',
  'borderTopRightRadius',
  'borderBottomLeftRadius',
  'borderBottomRightRadius',
].join('|');

const everywhere = [
  {
    selector: 'TSNonNullExpression',
    message: 'Handle the missing case: `!` hides it.',
  },
  {
    selector: 'MemberExpression[property.name=/^\\$(query|execute)RawUnsafe$/]',
    message: 'Use $queryRaw with a template, which binds its values.',
  },
  {
    selector: "CallExpression[callee.object.name='Prisma'][callee.property.name='raw']",
    message: 'Prisma.raw puts text into SQL unbound.',
  },
];

const screens = [
  ...everywhere,
  {
    selector: `Property[key.name=/^(${physicalStyles}|left|right)$/]`,
    message: 'Use the logical property (marginInlineStart, insetInlineEnd …): pages are also right-to-left.',
  },
  {
    selector: "Property[key.name='textAlign'] > Literal[value=/^(left|right)$/]",
    message: "Use 'start' or 'end'.",
  },
  {
    selector: 'JSXText[value=/\\p{L}{2,}/u]',
    message: 'Texts live in messages/<locale>/<surface>.json.',
  },
  {
    selector:
      'JSXAttribute[name.name=/^(aria-label|aria-description|alt|title|placeholder|label)$/] > Literal[value=/\\p{L}{2,}/u]',
    message: 'Texts live in messages/<locale>/<surface>.json.',
  },
  {
    selector: "JSXAttribute[name.name='style']",
    message: 'The content policy refuses style attributes: use a class or a data attribute.',
  },
];

export default tseslint.config(
  {
    ignores: [
      'node_modules/**',
      '.next/**',
      '.portico/**',
      'lib/platform/db/generated/**',
      'next-env.d.ts',
      'coverage/**',
      'test-results/**',
      'playwright-report/**',
    ],
  },
  ...next,
  {
    files: ['**/*.{ts,tsx}'],
    extends: [...tseslint.configs.strict, ...tseslint.configs.stylistic],
    rules: {
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-expect-error': 'allow-with-description', 'ts-ignore': true },
      ],
      '@typescript-eslint/no-invalid-void-type': 'off',
      '@typescript-eslint/unified-signatures': 'off',
      '@typescript-eslint/no-dynamic-delete': 'off',
      // What only the browser knows (its address, a meta tag) can be read after hydration and not before.
      'react-hooks/set-state-in-effect': 'off',
      'no-restricted-syntax': ['error', ...everywhere],
    },
  },
  {
    files: ['**/*.{ts,tsx,mjs,cjs}'],
    linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: ['error', 'always'],
      'no-console': 'error',
      'prefer-const': 'error',
      'import/no-anonymous-default-export': 'off',
    },
  },
  { files: ['scripts/**', 'bench/**', 'e2e/**', '*.mjs', 'prisma/**'], rules: { 'no-console': 'off' } },
  // The durable engine prints while it migrates its tables; this one file silences it.
  { files: ['lib/platform/jobs/prepare.ts'], rules: { 'no-console': 'off' } },
  {
    files: ['app/**/*.tsx', 'components/**/*.tsx'],
    ignores: ['**/*.test.tsx'],
    rules: { 'no-restricted-syntax': ['error', ...screens] },
  },
  { files: ['**/*.test.{ts,tsx}', 'e2e/**/*.ts'], rules: { '@typescript-eslint/no-empty-function': 'off' } },
  { files: ['e2e/**/*.ts'], rules: { 'react-hooks/rules-of-hooks': 'off' } },
);
