/** The has-one association from a target to the row that links it, made for finders of many-to-many. */
import type { AnyModel, AssociationLike, KeyPair } from '../model/runtime.js'

/** From a target to its through row, under the through model's name. Not registered on the target. */
export class ThroughRow implements AssociationLike {
  readonly associationType = 'HasOne'
  readonly isSingleAssociation = true
  readonly isMultiAssociation = false
  readonly isAliased = true
  readonly scope = undefined
  readonly throughLink = undefined
  readonly accessors = Object.freeze({})
  readonly options = Object.freeze({})
  readonly source: AnyModel
  readonly target: AnyModel
  readonly as: string
  readonly foreignKey: string
  readonly keyPairs: readonly KeyPair[]

  constructor(source: AnyModel, through: AnyModel, targetKey: string, otherKey: string) {
    this.source = source
    this.target = through
    this.as = through.name
    this.foreignKey = otherKey
    this.keyPairs = [{ source: targetKey, target: otherKey }]
  }
}
