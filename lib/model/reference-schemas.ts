/**
 * Where foreign keys lead that give a table without a schema: `Model.schema('tenant')` means the tables
 * of the tenant. Where a dialect has no schemas, and puts their names in front of the tables', the
 * table of the bare name is meant, as in v6.
 */
import { isSaidByAssociation } from './initialization.js'
import type { AnyModel } from './runtime.js'

/** The schemas of tables for which `references` gives none. */
export interface ReferenceSchemas {
  /** Of a table given by its name. */
  readonly ofNames: string | undefined
  /** Of a model that has no schema of its own. */
  readonly ofModels: string | undefined
}

/**
 * The schemas for an attribute of a model. A name is one in the model's schema; a name that comes from
 * an association means the model at its other end.
 *
 * @param schema where the tables of models without a schema are, when an option says so
 */
export function referenceSchemasOf(
  model: AnyModel,
  attribute: object,
  schema: string | undefined,
): ReferenceSchemas {
  const ofModels = schemaOfUnplaced(model, schema)
  if (!model.runtime.dialect.supports.schemas || isSaidByAssociation(attribute, 'references')) {
    return { ofNames: ofModels, ofModels }
  }
  return { ofNames: model.modelDefinition.table.schema ?? schema, ofModels }
}

/** Where a model's foreign keys look for models that have no schema of their own. */
export function schemaOfUnplaced(model: AnyModel, schema: string | undefined): string | undefined {
  if (!model.runtime.dialect.supports.schemas) return undefined
  return model._chosenSchema ?? schema
}
