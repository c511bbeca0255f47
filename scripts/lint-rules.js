/**
 * The project's own lint rules: who may import whom, no import cycles (type imports included), and
 * no test of a dialect's name in shared code.
 *
 * Everything about the floors is in the tables at the top; the rules only read them.
 */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, posix, relative, sep } from 'node:path'
import ts from 'typescript'

/**
 * The floors of lib/ from the ground up. A file imports its own folder and lower floors; folders on
 * one line are blind to each other.
 */
export const FLOORS = [
  ['errors'],
  ['expression'],
  ['data-types'],
  ['query-options'],
  ['schema'],
  ['compiler'],
  ['engine'],
  ['dialects', 'model'],
  ['associations'],
  ['loading'],
  ['relations'],
  ['query-interface'],
  ['query-interface.ts'],
  ['sequelize'],
  ['sequelize.ts', 'utils.ts'],
  ['sequelize-statics.ts'],
  ['migrations'],
  ['cli'],
  ['index.ts'],
]

/** Dialects that build on another one: `dialects/mariadb` may import `dialects/mysql`. */
const DIALECT_PARENTS = { mariadb: 'mysql' }

/** Folders in `dialects/` that are no dialect and serve all of them. */
const SHARED_DIALECT_FOLDERS = ['emulation']

/** The only file that imports `dialects/index.ts`, and with it every dialect. */
const DIALECTS_IMPORTER = 'lib/sequelize.ts'

/** Packages that connect to a database. */
const DRIVERS = [
  'pg',
  'pg-native',
  'pg-cursor',
  'pg-query-stream',
  'pg-hstore',
  '@electric-sql/pglite',
  'mysql2',
  'mariadb',
  'sqlite3',
  'better-sqlite3',
  'node:sqlite',
  'tedious',
]

/** The files that may import a driver at run time: `dialects/<name>/connection*.ts`. */
const DRIVER_FILE = /^lib\/dialects\/[^/]+\/(?:[\w-]+-)?connection(?:-[\w-]+)?\.ts$/

/** The only index.ts files: the package's own, and those that make a namespace. */
const INDEX_FILES = ['lib/index.ts', 'lib/data-types/index.ts', 'lib/dialects/index.ts']

/** Names that say nothing about what a file does. */
const VAGUE_NAMES = /(?:^|\/)(?:utils|helpers?|common|misc|internal)(?:\.ts$|\/)/

/** What v6 calls its dialects. */
const DIALECT_NAMES = [
  'postgres',
  'mysql',
  'mariadb',
  'sqlite',
  'mssql',
  'db2',
  'snowflake',
  'oracle',
]

/** Folders of test/ whose files may import more of lib/ than its public entry. */
const TESTS_OF_THE_INSIDE = ['unit', 'support']

/** A file's path below the working directory, with slashes; undefined outside of it. */
function projectPath(cwd, file) {
  const path = relative(cwd, file).split(sep).join('/')
  return path.startsWith('..') ? undefined : path
}

/** What a relative specifier means, as a path below the working directory. */
function resolveSpecifier(from, specifier) {
  if (!specifier.startsWith('.')) return undefined
  return posix.join(posix.dirname(from), specifier).replace(/\.(m|c)?js$/, '.$1ts')
}

/** The part of lib/ that a path belongs to: a folder, or a file at the top. */
function partOf(path) {
  return path.split('/')[1]
}

function floorOf(part) {
  return FLOORS.findIndex((parts) => parts.includes(part))
}

/** Calls back for every import, export-from, `import()`, `require()` and `import('…')` type. */
function visitImports(visit) {
  const literal = (node) =>
    node?.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined
  const report = (node, source, isType) => {
    const specifier = literal(source)
    if (specifier !== undefined) visit(node, specifier, isType)
  }
  return {
    ImportDeclaration: (node) => report(node, node.source, node.importKind === 'type'),
    ExportNamedDeclaration: (node) => report(node, node.source, node.exportKind === 'type'),
    ExportAllDeclaration: (node) => report(node, node.source, node.exportKind === 'type'),
    ImportExpression: (node) => report(node, node.source, false),
    TSImportType: (node) => report(node, node.source ?? node.argument?.literal, true),
    CallExpression: (node) => {
      if (node.callee.type !== 'Identifier' || !/^require/.test(node.callee.name)) return
      report(node, node.arguments[0], false)
    },
  }
}

/** Why a file in lib/ may not import another one there; undefined when it may. */
function floorProblem(from, to) {
  const fromPart = partOf(from)
  const toPart = partOf(to)
  if (to === 'lib/utils.ts' && from !== 'lib/index.ts' && from !== 'lib/sequelize-statics.ts') {
    return 'lib/utils.ts is a public export for users; import the file that has the function'
  }
  if (toPart === 'dialects') return dialectProblem(from, to)
  if (fromPart === toPart) return undefined
  const fromFloor = floorOf(fromPart)
  const toFloor = floorOf(toPart)
  if (toFloor < 0) return `${to} stands on no floor; add it to FLOORS in scripts/lint-rules.js`
  if (toFloor > fromFloor) {
    return (
      `${fromPart} stands below ${toPart}. Declare an interface in ${fromPart} ` +
      'and supply it in sequelize.ts'
    )
  }
  if (toFloor === fromFloor) return `${fromPart} and ${toPart} are blind to each other`
  return undefined
}

function dialectProblem(from, to) {
  const target = to.split('/')[2]
  if (target === 'index.ts') {
    return from === DIALECTS_IMPORTER ? undefined : `only ${DIALECTS_IMPORTER} imports ${to}`
  }
  if (from === 'lib/dialects/index.ts') return undefined
  if (partOf(from) !== 'dialects') {
    return 'only dialects/index.ts names dialects; shared code asks the Dialect interface'
  }
  const own = from.split('/')[2]
  if (own === target || SHARED_DIALECT_FOLDERS.includes(target)) return undefined
  if (DIALECT_PARENTS[own] === target) return undefined
  return `dialect ${own} may not build on dialect ${target}; share it through dialects/emulation`
}

/** Why a file may not import a package; undefined when it may. */
function driverProblem(from, specifier, isType) {
  const driver = DRIVERS.find((name) => specifier === name || specifier.startsWith(`${name}/`))
  if (driver === undefined || !/^(lib|types)\//.test(from) || DRIVER_FILE.test(from))
    return undefined
  if (isType && from.startsWith('lib/dialects/')) return undefined
  return `only dialects/<name>/connection*.ts imports the driver ${driver}`
}

/** Why a test may not import a project file; undefined when it may. */
function testProblem(from, to) {
  const folder = from.split('/')[1]
  if (TESTS_OF_THE_INSIDE.includes(folder) || to === 'lib/index.ts') return undefined
  if (!/^(lib|types)\//.test(to)) return undefined
  return `tests outside test/unit import the public entry, lib/index.js, not ${to}`
}

/** Why one project file may not import another; undefined when it may. */
function importProblem(from, to, isType) {
  const fromTop = from.split('/')[0]
  const toTop = to.split('/')[0]
  if (fromTop === 'test') return testProblem(from, to)
  if (fromTop !== 'lib' && fromTop !== 'types') return undefined
  if (toTop !== 'lib' && toTop !== 'types') return `${fromTop}/ imports only lib/ and types/`
  if (fromTop !== toTop) {
    if (!isType) return 'lib/ and types/ see each other through "import type" only'
    if (/^lib\/dialects\//.test(to)) return 'types/ knows of no dialect'
    return undefined
  }
  return fromTop === 'lib' ? floorProblem(from, to) : undefined
}

const importFloors = {
  meta: {
    type: 'problem',
    docs: { description: 'a file imports its own folder and lower floors' },
    messages: { refused: '"{{specifier}}": {{problem}}.', file: '{{problem}}.' },
    schema: [],
  },
  create(context) {
    const from = projectPath(context.cwd, context.filename)
    if (from === undefined) return {}
    return {
      Program: (node) => {
        const problem = fileProblem(from)
        if (problem !== undefined) context.report({ node, messageId: 'file', data: { problem } })
      },
      ...visitImports((node, specifier, isType) => {
        const to = resolveSpecifier(from, specifier)
        const problem =
          to === undefined
            ? driverProblem(from, specifier, isType)
            : importProblem(from, to, isType)
        if (problem === undefined) return
        context.report({ node, messageId: 'refused', data: { specifier, problem } })
      }),
    }
  },
}

/** Why a file of lib/ may not exist under its name; undefined when it may. */
function fileProblem(path) {
  if (!path.startsWith('lib/')) return undefined
  if (path.endsWith('/index.ts') && !INDEX_FILES.includes(path)) {
    return `there is no index.ts but ${INDEX_FILES.join(', ')}; import the file itself`
  }
  if (VAGUE_NAMES.test(path) && path !== 'lib/utils.ts') {
    return 'a file is named after what it does; utils, helpers, common, misc and internal say nothing'
  }
  if (floorOf(partOf(path)) < 0) {
    return `${path} stands on no floor; add it to FLOORS in scripts/lint-rules.js`
  }
  return undefined
}

/** The imports of a file by its path, remembered until the file changes. */
const importsByFile = new Map()

function readImports(cwd, path) {
  const file = join(cwd, path)
  if (!existsSync(file)) return []
  const { mtimeMs } = statSync(file)
  const known = importsByFile.get(file)
  if (known?.mtimeMs === mtimeMs) return known.imports
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'), true, true)
  const imports = importedFiles
    .map(({ fileName }) => resolveSpecifier(path, fileName))
    .filter((to) => to !== undefined && isSameSide(path, to))
  importsByFile.set(file, { mtimeMs, imports })
  return imports
}

/** Whether an import stays in lib/ or in types/: across their border cycles are allowed. */
function isSameSide(from, to) {
  return from.split('/')[0] === to.split('/')[0]
}

/** The shortest way along imports from one file to another; undefined when there is none. */
function findPath(cwd, start, goal) {
  const cameFrom = new Map([[start, undefined]])
  for (const path of cameFrom.keys()) {
    if (path === goal) {
      const way = []
      for (let step = path; step !== undefined; step = cameFrom.get(step)) way.unshift(step)
      return way
    }
    for (const next of readImports(cwd, path)) {
      if (!cameFrom.has(next)) cameFrom.set(next, path)
    }
  }
  return undefined
}

const noImportCycles = {
  meta: {
    type: 'problem',
    docs: { description: 'no file imports itself through others, type imports included' },
    messages: { cycle: 'This import closes a cycle: {{way}}.' },
    schema: [],
  },
  create(context) {
    const from = projectPath(context.cwd, context.filename)
    if (from === undefined || !/^(lib|types)\//.test(from)) return {}
    return visitImports((node, specifier) => {
      const to = resolveSpecifier(from, specifier)
      if (to === undefined || !isSameSide(from, to)) return
      const way = findPath(context.cwd, to, from)
      if (way === undefined) return
      const names = [from, ...way].join(' → ')
      context.report({ node, messageId: 'cycle', data: { way: names } })
    })
  },
}

/** The dialect name that an expression is, or has among its elements; undefined for none. */
function dialectNameIn(node) {
  switch (node?.type) {
    case 'Literal':
      return DIALECT_NAMES.includes(node.value) ? node.value : undefined
    case 'TemplateLiteral': {
      const text = node.expressions.length === 0 ? node.quasis[0].value.cooked : undefined
      return DIALECT_NAMES.includes(text) ? text : undefined
    }
    case 'ArrayExpression':
      return node.elements.map(dialectNameIn).find((name) => name !== undefined)
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
      return dialectNameIn(node.expression)
    case 'NewExpression':
      return node.arguments.map(dialectNameIn).find((name) => name !== undefined)
    default:
      return undefined
  }
}

const COMPARISONS = ['===', '!==', '==', '!=']
const MEMBERSHIP_METHODS = ['includes', 'has', 'indexOf', 'startsWith', 'test', 'get']

const noDialectNameTest = {
  meta: {
    type: 'problem',
    docs: { description: 'shared code reads capabilities; it never asks which dialect it is' },
    messages: {
      test:
        'Shared code does not ask whether the dialect is "{{name}}". Read a field of ' +
        'dialect.supports (compiler/capabilities.ts), or add a method that the dialect overrides.',
    },
    schema: [],
  },
  create(context) {
    const from = projectPath(context.cwd, context.filename)
    if (from === undefined || !from.startsWith('lib/') || from.startsWith('lib/dialects/'))
      return {}
    const report = (node, ...operands) => {
      const name = operands.map(dialectNameIn).find((found) => found !== undefined)
      if (name !== undefined) context.report({ node, messageId: 'test', data: { name } })
    }
    return {
      BinaryExpression: (node) => {
        if (COMPARISONS.includes(node.operator)) report(node, node.left, node.right)
      },
      SwitchCase: (node) => report(node, node.test),
      CallExpression: (node) => {
        const { callee } = node
        if (callee.type !== 'MemberExpression' || callee.computed) return
        if (!MEMBERSHIP_METHODS.includes(callee.property.name)) return
        report(node, callee.object, ...node.arguments)
      },
      // { postgres: …, sqlite: … }[dialect] is a switch in other words.
      MemberExpression: (node) => {
        if (!node.computed || node.object.type !== 'ObjectExpression') return
        const keys = node.object.properties.map(({ key }) => key?.name ?? key?.value)
        const name = keys.find((key) => DIALECT_NAMES.includes(key))
        if (name !== undefined) context.report({ node, messageId: 'test', data: { name } })
      },
    }
  },
}

/** The plugin, as the lint configuration takes it. */
export default {
  rules: {
    'import-floors': importFloors,
    'no-import-cycles': noImportCycles,
    'no-dialect-name-test': noDialectNameTest,
  },
}
