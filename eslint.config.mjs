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

/** The rooms of the house: a file may import from its own room and from those named here, and nothing else. */
const rooms = [
  { files: ['contract/**/*.ts'], allowed: ['\\./'] },
  { files: ['documents/**/*.ts'], allowed: ['\\./', '\\.\\./contract/', 'node:(?:fs|path)$', 'yaml$'] },
  {
    files: ['lib/*.ts'],
    allowed: ['\\./', '\\.\\./(?:contract|documents|imports)/', 'cdk8s$', 'cdk8s-plus-28$', 'constructs$'],
  },
  ...phases,
  {
    files: ['runtime/src/**/*.ts'],
    allowed: [
      '\\./',
      '(?:\\.\\./)+(?!\\.|(?:lib|imports|documents|cli|bench|test|examples)/)',
      'node:',
      'jose(?:$|/)',
      'pino$',
      'undici$',
    ],
  },
  {
    files: ['cli/**/*.ts'],
    allowed: [
      '\\./',
      '(?:\\.\\./)+(?!\\.|(?:lib|imports|runtime|bench|test|examples)/)',
      '(?:\\.\\./)+runtime/src/index$',
      '(?:\\.\\./)+lib/(?:commands|index|resources)$',
      'cdk8s$',
      'node:',
      'commander$',
      'modern-tar/fs$',
    ],
  },
];

const HOUSE_RULE = 'The import rule of the house: see docs/architecture.md.';

/** A way to a file that goes in and out again, so that its beginning does not tell the room. */
const DETOUR = '(?:^\\.|[^./])/\\.\\.';

/** Every way to name a module: import and export, import() and the types of import('...'), and what only running tells. */
function holdRoom({ files, allowed }) {
  const refused = `${DETOUR}|^(?!${allowed.join('|')})`;
  // esquery ends a regular expression at its first slash.
  const value = `[value=/${refused.replaceAll('/', '\\u002F')}/]`;
  const syntax = [
    `ImportExpression > Literal${value}`,
    `TSImportType Literal${value}`,
    'ImportExpression > :not(Literal).source',
  ].map((selector) => ({ selector, message: HOUSE_RULE }));
  const patterns = [{ regex: refused, message: HOUSE_RULE }];
  return {
    files,
    rules: { 'no-restricted-imports': ['error', { patterns }], 'no-restricted-syntax': ['error', ...syntax] },
  };
}

/** Rooms whose types are looked at too: a floating promise is an error there, and so is whatever is `any`. */
const typedRooms = ['contract/**/*.ts', 'documents/**/*.ts', 'lib/**/*.ts', 'cli/**/*.ts', 'runtime/**/*.ts'];

export default tseslint.config(
  { ignores: ['**/build/', '**/node_modules/', 'dist/', 'imports/', '**/.cache/'] },
  ...tseslint.configs.strict,
  ...tseslint.configs.stylistic,
  {
    files: typedRooms,
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
  { files: ['test/**/*.ts'], rules: { 'max-lines-per-function': 'off' } },
  ...rooms.map(holdRoom),
);
