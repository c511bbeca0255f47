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
  // One object per name, since plans of finders are told apart by it.
  readonly #named = new Map<string, ThroughRow>()

  /** @param keyPairs the attributes of the target, each with the one of the through model */
  constructor(
    source: AnyModel,
    through: AnyModel,
    keyPairs: readonly KeyPair[],
    as: string = through.name,
  ) {
    this.source = source
    this.target = through
    this.as = as
    this.foreignKey = keyPairs[0]!.target
    this.keyPairs = keyPairs
  }

  /** The same row under another name. */
  named(as: string): ThroughRow {
    if (as === this.as) return this
    const known = this.#named.get(as)
    if (known !== undefined) return known
    const row = new ThroughRow(this.source, this.target, this.keyPairs, as)
    this.#named.set(as, row)
    return row
  }
}
