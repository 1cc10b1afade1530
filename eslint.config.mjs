import vitest from '@vitest/eslint-plugin';
import tseslint from 'typescript-eslint';

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
const NODE = 'node:(?!(?:module|worker_threads)$)';

/** Packages of the constructs' side. */
const CONSTRUCTS = ['cdk8s$', 'cdk8s-plus-28$', 'constructs$'];

/** Rules for the folders of `top` in the order of the data flow: each sees itself, those before it and `common`. */
function inOrder(top, folders, common) {
  return folders.map(([folder, ...packages], index) => {
    const earlier = folders.slice(0, index).map(([name]) => `(?:\\.\\./)+${name}/`);
    return { files: [`${top}/${folder}/**/*.ts`], allowed: ['\\./', ...common, ...earlier, ...packages] };
  });
}

/** The phases of the constructs, first to last, with the packages each may use. */
const phases = inOrder(
  'lib',
  [
    ['props', 'cdk8s$'],
    ['definition', 'cdk8s$'],
    ['run-config', 'node:crypto$'],
    ['accept', 'cdk8s$', 'constructs$'],
    ['custom-resource', '\\.\\./\\.\\./documents/', 'constructs$', 'node:net$', 'cdk8s$'],
    ['kubernetes', 'node:(?:crypto|fs|path)$', ...CONSTRUCTS],
    ['parts', '\\.\\./mcp-remote-proxy$', ...CONSTRUCTS],
  ],
  ['(?:\\.\\./)+contract/'],
);

/** What any room of the runtime may use: its files that are about no room in particular, and the packages of each. */
const FOUNDATIONS = [
  ['errors'],
  ['fair-share'],
  ['held-bytes'],
  ['keep-newest'],
  ['turns'],
  ['workarounds', 'undici$'],
];

const FOUNDATION = `(?:${FOUNDATIONS.map(([name]) => name).join('|')})$`;

/** They know each other, and no room: what they see, every room would see through them. */
const foundations = FOUNDATIONS.map(([name, ...packages]) => ({
  files: [`runtime/src/${name}.ts`],
  allowed: [`\\./${FOUNDATION}`, '\\.\\./\\.\\./contract/', NODE, ...packages],
}));

/** The rooms of the runtime in the order in which a process starts and a request passes. */
const stations = inOrder(
  'runtime/src',
  [
    ['telemetry', 'pino$'],
    ['secrets'],
    ['config'],
    ['headers', 'undici$'],
    ['target'],
    ['upstream', 'undici$'],
    ['http'],
    ['auth', 'jose(?:$|/)'],
    ['credentials'],
    ['sse'],
    ['exchange'],
    ['steps'],
    ['commands', '\\.\\./(?:close-inspector|start)$'],
  ],
  ['\\.\\./\\.\\./\\.\\./contract/', `\\.\\./${FOUNDATION}`, NODE],
);

/** What the command line may use. */
const CLI = [
  '\\./',
  upTo('contract', 'documents'),
  '(?:\\.\\./)+runtime/src/index$',
  '(?:\\.\\./)+lib/resources$',
  NODE,
  'commander$',
  'modern-tar/fs$',
];

/** The part of it that is with cdk8s, which the rest, loaded in the package of the runtime, has not got. */
const WITH_CDK8S = {
  files: [
    'cli/{constructs,krm-function}.ts',
    'cli/{convert,krm,synth}/**/*.ts',
    'cli/custom-resources/{each-proxy,shared-charts}.ts',
  ],
  upTo: '(?:^|/)(?:constructs$|krm-function$|(?:convert|krm|synth)/|(?:custom-resources/)?(?:each-proxy|shared-charts)$)',
};

/** The rooms of the house: a file may import from its own room and from those named here, and nothing else. */
const rooms = [
  // A folder nobody has found a place for sees itself alone.
  { files: ['*/**/*.?(c|m)[jt]s?(x)'], ignores: ['test/**'], allowed: ['\\./'] },
  { files: ['contract/**/*.ts'], allowed: ['\\./'] },
  { files: ['documents/**/*.ts'], allowed: ['\\./', '\\.\\./contract/', 'node:(?:fs|path)$', 'yaml$'] },
  { files: ['lib/*.ts'], allowed: ['\\./', '\\.\\./(?:contract|documents|imports)/', ...CONSTRUCTS] },
  ...phases,
  ...stations,
  // What puts the rooms together.
  {
    files: ['runtime/src/*.ts'],
    allowed: ['\\./', '\\.\\./\\.\\./contract/', NODE],
  },
  ...foundations,
  { files: ['runtime/bundle/*.ts'], allowed: ['\\./', 'node:', 'esbuild$'] },
  // What starts a program has been told, or has found out, which one.
  {
    files: ['bin/*.mjs', 'runtime/bin/*.mjs', 'runtime/loader/*.mjs'],
    allowed: ['\\./', 'node:'],
    computed: [],
  },
  { files: ['cli/**/*.ts'], allowed: CLI, refused: WITH_CDK8S.upTo },
  {
    files: WITH_CDK8S.files,
    allowed: [...CLI, '(?:\\.\\./)+lib/(?:commands|index)$', 'cdk8s$'],
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
    files: ['bench/**/*.{ts,mjs}'],
    allowed: ['\\./', '\\.\\./(?:contract|lib|test/support)/', NODE],
  },
];

const HOUSE_RULE = 'The import rule of the house: see docs/architecture.md.';

/** A way to a file that goes in and out again, so that its beginning does not tell the room. */
const DETOUR = '(?:^\\.|[^./])/\\.\\.';

/** What only running tells cannot be held to any rule, and neither can what Node loads by other ways. */
const COMPUTED = [
  'ImportExpression > :not(Literal).source',
  'Identifier[name=/^(?:getBuiltinModule|require)$/]',
  'Literal[value=/^(?:getBuiltinModule|require)$/]',
].map((selector) => ({ selector, message: HOUSE_RULE }));

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

function holdRoom({ files, ignores = [], allowed, refused = '(?!)', computed = COMPUTED }) {
  return {
    files,
    ignores,
    rules: refuseModules(`${DETOUR}|${refused}|^(?!${allowed.join('|')})`, ...computed),
  };
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
