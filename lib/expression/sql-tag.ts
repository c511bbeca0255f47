/** The `sql` tag: text becomes SQL, what is interpolated becomes expressions and bound values. */
import { statementUsage } from '../errors/statement-usage.js'
import { Column, Fragment, Literal, operand, Tuple } from './expressions.js'
import { isNode, type Node } from './node.js'

/**
 * SQL text with bound values: the text between the gaps is sent as it is, and what is in the gaps
 * never becomes text. Expressions and queries stand in their place, `sql` fragments among them;
 * any other value is a parameter.
 *
 * ```ts
 * sql`${col('price')} * ${1.19} > ${limit}`
 * ```
 */
function tag(texts: TemplateStringsArray, ...values: readonly unknown[]): Fragment {
  // A plain call could be given text that was put together from a request.
  if (!Array.isArray(texts) || !Object.hasOwn(texts, 'raw')) throw statementUsage.notATemplate()
  values.forEach((value) => {
    if (value === undefined) throw statementUsage.undefinedInSql()
  })
  return fragment(
    texts,
    values.map((value) => operand(value)),
  )
}

/** A fragment in which nested fragments are dissolved. */
function fragment(texts: readonly string[], operands: readonly Node[]): Fragment {
  const merged = [texts[0] ?? '']
  const nodes: Node[] = []
  const append = (text: string): void => {
    merged[merged.length - 1] += text
  }
  operands.forEach((node, i) => {
    if (node instanceof Fragment) {
      append(node.texts[0] ?? '')
      node.operands.forEach((inner, j) => {
        nodes.push(inner)
        merged.push(node.texts[j + 1] ?? '')
      })
    } else if (node instanceof Literal) {
      append(node.val)
    } else {
      nodes.push(node)
      merged.push('')
    }
    append(texts[i + 1] ?? '')
  })
  return new Fragment(merged, nodes)
}

/** The `sql` tag and its helpers. */
export const sql = Object.assign(tag, {
  /** SQL text, sent as it is. Never put user input into it. */
  raw(text: string): Literal {
    return new Literal(text)
  },

  /** A quoted name, led by those of its table and schema: no dot within a name divides it. */
  identifier(...path: readonly [string, ...string[]]): Node {
    const names = path.map((name) => new Column(undefined, name))
    return names.length === 1 ? names[0]! : sql.join(names, new Literal('.'))
  },

  /** Values in parentheses, for IN: each is bound. */
  list(values: readonly unknown[]): Tuple {
    if (values.length === 0) throw statementUsage.emptyList()
    return new Tuple(values)
  },

  /** Fragments one after the other, divided by a separator. */
  join(parts: readonly unknown[], separator: Fragment | Literal = new Literal(', ')): Fragment {
    const nodes: Node[] = []
    parts.forEach((part, i) => {
      if (i > 0) nodes.push(separator)
      nodes.push(isNode(part) ? part : operand(part))
    })
    return fragment(nodes.map(() => '').concat(''), nodes)
  },
})
