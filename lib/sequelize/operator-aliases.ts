/** v6's `operatorsAliases` option. */
import { UsageError } from '../errors/usage-errors.js'
import { operatorName } from '../expression/operators.js'

/**
 * Text keys that stand for operators in conditions. Nothing but what the application lists here is
 * ever taken for an operator.
 *
 * @throws {UsageError} for an alias of something that is no operator
 */
export function operatorAliasesOf(option: unknown): ReadonlyMap<string, symbol> {
  const aliases = new Map<string, symbol>()
  // v6 takes a boolean and does nothing with it.
  if (typeof option !== 'object' || option === null) return aliases
  for (const [alias, operator] of Object.entries(option)) {
    if (typeof operator !== 'symbol' || operatorName(operator) === undefined) {
      throw UsageError.invalidOption(
        'new Sequelize',
        `operatorsAliases.${alias}`,
        'one of the Op symbols',
        operator,
      )
    }
    aliases.set(alias, operator)
  }
  return aliases
}
