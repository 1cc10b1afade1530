import vitest from '@vitest/eslint-plugin';
import tseslint from 'typescript-eslint';

/**
 * The phases of the constructs, first to last, with the packages each may use: a file may import from its own folder
 * and from those of earlier phases, never from a later one.
 */
const phases = [
  { phase: 'props', packages: ['cdk8s$'] },
  { phase: 'definition', packages: ['cdk8s$'] },
  { phase: 'run-config', packages: ['node:crypto$'] },
  { phase: 'accept', packages: ['cdk8s$', 'constructs$'] },
  { phase: 'custom-resource', packages: ['\\.\\./\\.\\./documents/', 'constructs$', 'node:net$', 'cdk8s$'] },
  { phase: 'kubernetes', packages: ['node:(?:crypto|fs|path)$', 'cdk8s$', 'cdk8s-plus-28$', 'constructs$'] },
  { phase: 'parts', packages: ['cdk8s$', 'cdk8s-plus-28$', 'constructs$'] },
].map(({ phase, packages }, index, all) => {
  const earlier = all.slice(0, index).map((other) => other.phase);
  return {
    files: [`lib/${phase}/**/*.ts`],
    allowed: ['\\./', `(?:\\.\\./)+(?:${['contract', ...earlier].join('|')})/`, ...packages],
  };
});

/** All there is at the top. In `crds/`, `dist/` and the builds is nothing to import. */
const TOP = [
  ...['bench', 'bin', 'build', 'cli', 'contract', 'crds', 'dist', 'documents'],
  ...['examples', 'imports', 'lib', 'runtime', 'test'],
];

/** Ways up to these rooms, and to folders of the file's own. */
function upTo(...rooms) {
  return `(?:\\.\\./)+(?!\\.|(?:${TOP.filter((room) => !rooms.includes(room)).join('|')})/)`;
}

/** Node's own modules, but for what loads others out of sight. */
const NODE = 'node:(?!module$)';
const CONSTRUCTS = ['cdk8s$', 'cdk8s-plus-28$', 'constructs$'];

/** The rooms of the house: a file may import from its own room and from those named here, and nothing else. */
const rooms = [
  { files: ['contract/**/*.ts'], allowed: ['\\./'] },
  { files: ['documents/**/*.ts'], allowed: ['\\./', '\\.\\./contract/', 'node:(?:fs|path)$', 'yaml$'] },
  { files: ['lib/*.ts'], allowed: ['\\./', '\\.\\./(?:contract|documents|imports)/', ...CONSTRUCTS] },
  ...phases,
  {
    files: ['runtime/src/**/*.ts'],
    allowed: ['\\./', upTo('contract'), NODE, 'jose(?:$|/)', 'pino$', 'undici$'],
  },
  {
    files: ['cli/**/*.ts'],
    allowed: [
      '\\./',
      upTo('contract', 'documents'),
      '(?:\\.\\./)+runtime/src/index$',
      '(?:\\.\\./)+lib/(?:commands|index|resources)$',
      'cdk8s$',
      NODE,
      'commander$',
      'modern-tar/fs$',
    ],
  },
  {
    files: ['examples/*.ts'],
    allowed: ['\\./', 'cdk8s-mcp-remote-proxy$', 'node:(?:fs|path)$', ...CONSTRUCTS],
  },
  {
    files: ['examples/demo/*.ts'],
    allowed: [
      '\\.{1,2}/[^/]+$',
      upTo('cli', 'contract', 'documents'),
      ...['cdk8s-mcp-remote-proxy$', '@modelcontextprotocol/', NODE, 'yaml$', ...CONSTRUCTS],
    ],
  },
  {
    files: ['bench/**/*.ts'],
    allowed: ['\\./', '\\.\\./(?:contract|lib|test/support)/', NODE],
  },
];

const HOUSE_RULE = 'The import rule of the house: see docs/architecture.md.';

/** A way to a file that goes in and out again, so that its beginning does not tell the room. */
const DETOUR = '(?:^\\.|[^./])/\\.\\.';

/** What only running tells cannot be held to any rule. */
const COMPUTED = { selector: 'ImportExpression > :not(Literal).source', message: HOUSE_RULE };

/**
 * Every way to name a module: import and export, import() and the types of import('...'). What is required is refused
 * whatever it is, by a rule for all files.
 */
function refuseModules(pattern, ...syntax) {
  // esquery ends a regular expression at its first slash.
  const value = `[value=/${pattern.replaceAll('/', '\\u002F')}/]`;
  const selectors = [`ImportExpression > Literal${value}`, `TSImportType Literal${value}`];
  const named = selectors.map((selector) => ({ selector, message: HOUSE_RULE }));
  return {
    'no-restricted-imports': ['error', { patterns: [{ regex: pattern, message: HOUSE_RULE }] }],
    'no-restricted-syntax': ['error', ...named, ...syntax],
  };
}

function holdRoom({ files, allowed }) {
  return { files, rules: refuseModules(`${DETOUR}|^(?!${allowed.join('|')})`, COMPUTED) };
}

/** What has been superseded and is still spoken: peers of the tests are built with it, because the proxy has to serve them. */
const OLDER_MCP = [
  {
    from: 'package',
    package: '@modelcontextprotocol/sdk',
    name: ['Server', 'SSEClientTransport', 'SSEServerTransport'],
  },
  { from: 'package', package: '@modelcontextprotocol/client', name: 'SSEClientTransport' },
  { from: 'package', package: '@modelcontextprotocol/server', name: ['Server', 'log'] },
];

/** An assertion that takes one thing or another. */
const EITHER_OUTCOME = [
  "CallExpression[callee.property.name='toBeOneOf']",
  "CallExpression[callee.property.name='toContain'] > MemberExpression > CallExpression[callee.name='expect'] > ArrayExpression",
].map((selector) => ({ selector, message: 'Say which of them it is: a case has one outcome.' }));

export default tseslint.config(
  { ignores: ['**/build/', '**/node_modules/', 'dist/', 'imports/', '**/.cache/'] },
  ...tseslint.configs.strict,
  ...tseslint.configs.stylistic,
  {
    // Types are looked at too: a floating promise is an error, and so is whatever is `any`.
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // What ends a function early, and has nothing to return, is returned.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Handlers of other people's interfaces have to be there even when there is nothing to do.
      '@typescript-eslint/no-empty-function': 'off',
      complexity: ['error', 12],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  {
    // jsii takes neither Record<> in public types nor exported functions.
    files: ['lib/**/*.ts'],
    rules: {
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      '@typescript-eslint/no-extraneous-class': 'off',
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-deprecated': ['error', { allow: OLDER_MCP }],
      // What is synthesized is read as a user's tools read it.
      ...refuseModules('(?:^|/)dist/', ...EITHER_OUTCOME),
    },
  },
  {
    // A test has one outcome: it asserts something, whatever way it runs, and never "one or the other".
    files: ['test/**/*.test.ts'],
    plugins: { vitest },
    rules: {
      ...vitest.configs.recommended.rules,
      'vitest/expect-expect': [
        'error',
        { assertFunctionNames: ['expect*', 'expect*.**', '**.expect*', '**.receives'] },
      ],
      'vitest/no-conditional-in-test': 'error',
      'vitest/no-disabled-tests': 'error',
      'vitest/no-standalone-expect': ['error', { additionalTestBlockFunctions: ['beforeEach', 'afterEach'] }],
      'vitest/valid-expect': ['error', { maxArgs: 2 }],
    },
  },
  ...rooms.map(holdRoom),
);
