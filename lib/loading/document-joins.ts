/**
 * What is below an include that is loaded as a document, and has no strategy itself, belongs into the
 * document as one of its own. What the conditions and the order around it name is joined instead.
 */
import { UsageError } from '../errors/usage-errors.js'
import type { Node } from '../expression/node.js'
import { isSet } from '../query-options/operands.js'
import type { IncludeNode } from './include-tree.js'
import { type Mentions, mentionsIn, mentionsInclude, mentionsTable } from './mentioned-names.js'
import { statedIn } from './stated-expressions.js'

/**
 * The same tree, where documents join what is named in them beside itself.
 *
 * @throws {UsageError} where that would multiply the rows which a limit counts
 */
export function withReachedJoined(
  includes: readonly IncludeNode[],
  caller: string,
): readonly IncludeNode[] {
  return includes.map((include) => {
    const { strategy, children } = include
    if (strategy === 'select' || children.length === 0) return include
    return strategy === 'json'
      ? {
          ...include,
          children: reachedBelow(include, [], { caller, document: include, others: [] }),
        }
      : { ...include, children: withReachedJoined(children, caller) }
  })
}

/**
 * Checks that a document is the same in each of the rows that joins make of its parent.
 *
 * @throws {UsageError} for one that names a table of which several rows are joined to its parent
 */
export function assertDocumentsSingle(includes: readonly IncludeNode[], caller: string): void {
  const visit = (nodes: readonly IncludeNode[], around: readonly IncludeNode[]): void => {
    for (const node of nodes) {
      if (node.strategy === 'select') continue
      const below = node.strategy === 'join' ? around : [...around, ...node.children]
      if (node.strategy === 'json') {
        const many = manyBeside(node, around)
        const mentions = many.length === 0 ? undefined : mentionsIn(statedWithin(node, caller))
        const named = many.find((one) => mentionsTable(mentions!, one))
        if (named !== undefined) throw variesWith(node, named, caller)
      }
      visit(node.children, below)
    }
  }
  visit(includes, includes)
}

/** What is joined beside an include so that its parent comes in several rows. */
function manyBeside(include: IncludeNode, around: readonly IncludeNode[]): IncludeNode[] {
  const isAbove = ({ path }: IncludeNode): boolean => include.path.startsWith(`${path}.`)
  return around.flatMap((one) => {
    if (one.strategy !== 'join') return []
    const isMany = one.association.isMultiAssociation && !isAbove(one)
    return isMany ? joinedFrom(one) : manyBeside(include, one.children)
  })
}

function joinedFrom(include: IncludeNode): IncludeNode[] {
  if (include.strategy !== 'join') return []
  return [include, ...include.children.flatMap(joinedFrom)]
}

interface Place {
  readonly caller: string
  /** The include whose document this is. */
  readonly document: IncludeNode
  /** What is in it beside those that lead here. */
  readonly others: readonly IncludeNode[]
}

/** @param around what is said in the document beside what is below this include */
function reachedBelow(
  parent: IncludeNode,
  around: readonly Node[],
  place: Place,
): readonly IncludeNode[] {
  const { children } = parent
  const outside = [...around, ...statedIn(parent, place.caller)]
  const stated = children.map((child) => statedWithin(child, place.caller))
  return children.map((child, index) => {
    if (child.strategy === 'select') return child
    const beside = [...outside, ...stated.flatMap((one, at) => (at === index ? [] : one))]
    const others = [...place.others, ...children.filter((other) => other !== child)]
    const isMany = namesMany(mentionsIn(stated[index]!), others)
    const joined = joinedIfNamed(child, beside, { ...place, isMany })
    if (joined.children.length === 0) return joined
    const document = joined.strategy === 'json' ? joined : place.document
    return { ...joined, children: reachedBelow(joined, beside, { ...place, document, others }) }
  })
}

/** Whether one of several rows is named, so that what names them is joined with them. */
function namesMany(mentions: Mentions, includes: readonly IncludeNode[]): boolean {
  return includes.some((include) => {
    if (include.strategy === 'select') return false
    const { isMultiAssociation } = include.association
    return isMultiAssociation
      ? namesTable(mentions, include)
      : namesMany(mentions, include.children)
  })
}

/** @param place `isMany`: whether it names others of which there are several */
function joinedIfNamed(
  child: IncludeNode,
  beside: readonly Node[],
  place: Place & { readonly isMany: boolean },
): IncludeNode {
  const { caller, document, isMany } = place
  if (child.strategy === 'json' && !child.isAuto) return child
  const mentions = mentionsIn(beside)
  if (isPaged(document) && child.association.isMultiAssociation) {
    if (namesTable(mentions, child)) throw multipliesPage(child, document, caller)
    return child
  }
  if (child.strategy === 'join' || !(isMany || isNamed(mentions, child, document))) return child
  const { isMultiAssociation } = child.association
  const duplicating = isMultiAssociation && child.options.duplicating !== false
  return { ...child, strategy: 'join', duplicating }
}

/** Text counts only where it holds an alias: any other word may be a column of the document itself. */
function isNamed(mentions: Mentions, include: IncludeNode, { model }: IncludeNode): boolean {
  const texts = mentions.texts.filter((text) => text.includes(include.alias.toLowerCase()))
  return mentionsInclude({ ...mentions, texts }, include, model)
}

function namesTable(mentions: Mentions, include: IncludeNode): boolean {
  return (
    mentionsTable(mentions, include) ||
    include.children.some((child) => namesTable(mentions, child))
  )
}

function statedWithin(include: IncludeNode, caller: string): Node[] {
  if (include.strategy === 'select') return []
  const below = include.children.flatMap((child) => statedWithin(child, caller))
  return [...statedIn(include, caller), ...below]
}

function isPaged({ options }: IncludeNode): boolean {
  return isSet(options.limit) || isSet(options.offset)
}

function variesWith(include: IncludeNode, named: IncludeNode, caller: string): UsageError {
  return UsageError.invalid(
    `${caller}: include of "${include.as}"`,
    `a document ("strategy: 'json'") is one for each parent, and this one names columns of "${named.as}", of which several rows are joined to a parent`,
    undefined,
    `Load "${include.as}" with "strategy: 'join'"`,
  )
}

function multipliesPage(child: IncludeNode, document: IncludeNode, caller: string): UsageError {
  return UsageError.invalid(
    `${caller}: include of "${document.as}"`,
    `"limit" counts the rows of a document ("strategy: 'json'"), and what names columns of "${child.as}" would join several rows to one`,
    undefined,
    `Load "${document.as}" with "strategy: 'select'"`,
  )
}
