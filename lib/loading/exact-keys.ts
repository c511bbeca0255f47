/**
 * Keys of type DATE. A database can know more digits of them than a Date has, so that what is loaded
 * by key reads and compares them as the database's own text.
 */
import type { Encoder } from '../data-types/data-type.js'
import { DateType } from '../data-types/temporal-types.js'
import {
  Cast,
  type Column,
  In,
  Parameter,
  ParameterList,
  Tuple,
  type ValueType,
} from '../expression/expressions.js'
import type { Node } from '../expression/node.js'
import { paddedLength } from '../expression/value-kind.js'
import type { AnyModel } from '../model/runtime.js'

/** A date as the text that the database gave for it. */
class DateAsText extends DateType {
  override encoder(): Encoder {
    return (text) => text
  }

  override validate(): true {
    return true
  }
}

const dateAsText = new DateAsText()

/** Whether a key is read as text beside its value. */
export function isReadAsText(model: AnyModel, attribute: string): boolean {
  return model.modelDefinition.attributes.get(attribute)?.type?.key === 'DATE'
}

/** The name under which an instance, or a row, holds a key while includes are loaded by it. */
export function heldName(model: AnyModel, attribute: string): string {
  return isReadAsText(model, attribute) ? `${attribute} as text` : attribute
}

/** The column that reads a key as text. */
export function textOf(column: Node): Node {
  return new Cast(column, 'TEXT')
}

/** Whether a key is one of those that parents hold. */
export function keysCondition(
  columns: readonly Column[],
  keys: readonly (readonly unknown[])[],
): Node {
  const types = columns.map(({ type }) => heldType(type))
  const [only] = columns
  if (columns.length === 1 && only !== undefined) {
    const values = keys.map((key) => key[0])
    return new In(only, new ParameterList(values, types[0]))
  }
  // Lists of similar length have one plan.
  const padded = Array.from(
    { length: paddedLength(keys.length) },
    (_, index) => keys[Math.min(index, keys.length - 1)]!,
  )
  const rows = padded.map(
    (key) => new Tuple(key.map((value, index) => new Parameter(value, types[index]))),
  )
  return new In(new Tuple(columns), new Tuple(rows))
}

function heldType(type: ValueType | undefined): ValueType | undefined {
  return type?.key === 'DATE' ? dateAsText : type
}
