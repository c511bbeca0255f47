/** The calls of associations that messages show, as a user pastes them. */
import { runInThisContext } from 'node:vm'
import type { Sequelize } from '../../lib/index.js'

const callLine =
  /^\s*((\w+|sequelize\.models\['[^']+'\])\.(?:hasOne|hasMany|belongsTo|belongsToMany)\(.*\))$/
const includeLine = /^\s*include: (.*)$/

/** Runs the calls in a text. @returns the includes that stand below them */
export function pasteCalls(sequelize: Sequelize, text: string): unknown[] {
  const lines = text.split('\n')
  const calls = lines.flatMap((line) => callLine.exec(line)?.[1] ?? [])
  if (calls.length === 0) throw new Error(`there is no call in the message: ${text}`)
  for (const call of calls) run(sequelize, call)
  return lines
    .flatMap((line) => includeLine.exec(line)?.[1] ?? [])
    .map((one) => run(sequelize, one))
}

function run(sequelize: Sequelize, code: string): unknown {
  const names = Object.keys(sequelize.models).filter((name) => /^\w+$/.test(name))
  const evaluate = runInThisContext(`(sequelize, { ${names.join(', ')} }) => (${code})`) as (
    sequelize: Sequelize,
    models: object,
  ) => unknown
  return evaluate(sequelize, sequelize.models)
}
