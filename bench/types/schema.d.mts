/** One of the models of the generated schema. */
export interface GeneratedModel {
  readonly name: string
  readonly table: string
  readonly parent: string
  readonly children: string
  readonly twin: string
  readonly hasTwinKey: boolean
}

/** The models of the generated schema; `count` is even. */
export function generateModels(count: number): GeneratedModel[]
