import jsdoc from 'eslint-plugin-jsdoc'
import tseslint from 'typescript-eslint'
import relata from './scripts/lint-rules.js'

const sizeAndSafety = {
  'max-lines': ['error', { max: 700, skipBlankLines: false, skipComments: false }],
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'no-eval': 'error',
  'no-implied-eval': 'error',
  'no-new-func': 'error',
  'no-var': 'error',
  'prefer-const': 'error',
  'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx', 'hack'] }],
}

const unused = {
  '@typescript-eslint/no-unused-vars': [
    'error',
    {
      args: 'after-used',
      argsIgnorePattern: '^_',
      varsIgnorePattern: '^_',
      caughtErrors: 'all',
      ignoreRestSiblings: true,
    },
  ],
}

const exported = (node) => `ExportNamedDeclaration[declaration.type="${node}"]`

export default tseslint.config(
  { ignores: ['**/node_modules/', 'dist/', 'coverage/', 'test/types/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.js', '**/*.mjs'],
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: { ...sizeAndSafety, ...unused },
  },
  {
    files: ['lib/**/*.ts', 'types/**/*.ts', 'test/**/*.ts', 'examples/**/*.ts', 'vitest.config.ts'],
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    plugins: { '@typescript-eslint': tseslint.plugin, relata },
    rules: {
      ...sizeAndSafety,
      ...unused,
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/consistent-type-imports': [
        'error',
        { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false },
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      'relata/import-floors': 'error',
      'relata/no-dialect-name-test': 'error',
      'relata/no-import-cycles': 'error',
    },
  },
  {
    files: ['lib/**/*.ts', 'types/**/*.ts'],
    plugins: { jsdoc },
    rules: {
      'no-console': 'error',
      'jsdoc/require-jsdoc': [
        'error',
        {
          exemptOverloadedImplementations: true,
          skipInterveningOverloadedDeclarations: true,
          publicOnly: { esm: true, cjs: false, window: false },
          require: { ClassDeclaration: true, FunctionDeclaration: true },
          contexts: [
            exported('TSDeclareFunction'),
            exported('TSInterfaceDeclaration'),
            exported('TSTypeAliasDeclaration'),
            exported('VariableDeclaration'),
          ],
        },
      ],
    },
  },
  {
    // The command line prints; so does the default of the `logging` option, which is v6's.
    files: ['lib/cli/**/*.ts', 'lib/engine/statement-log.ts'],
    rules: { 'no-console': 'off' },
  },
)
