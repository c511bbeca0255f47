/** Compiled statements by shape, as many as fit. */
import { LRUCache } from 'lru-cache'
import type { CompiledStatement } from './compiled-statement.js'

/** How often statements were found. */
export interface StatementCacheStatistics {
  readonly hits: number
  readonly misses: number
  /** Statements kept now. */
  readonly size: number
  readonly capacity: number
}

/** A bounded cache of compiled statements; the one that was not used for longest goes first. */
export class StatementCache {
  private readonly statements: LRUCache<string, CompiledStatement>
  private hits = 0
  private misses = 0

  /** @param capacity most statements that are kept */
  constructor(capacity = 1000) {
    this.statements = new LRUCache({ max: capacity })
  }

  /** The statement of a shape, if it is kept. */
  get(key: string): CompiledStatement | undefined {
    const statement = this.statements.get(key)
    if (statement === undefined) this.misses++
    else this.hits++
    return statement
  }

  /** Keeps the statement of a shape. */
  set(key: string, statement: CompiledStatement): void {
    this.statements.set(key, statement)
  }

  /** Forgets all statements: a type or a rule they were compiled with has changed. */
  clear(): void {
    this.statements.clear()
  }

  /** How often statements were found since the cache was made. */
  statistics(): StatementCacheStatistics {
    return {
      hits: this.hits,
      misses: this.misses,
      size: this.statements.size,
      capacity: this.statements.max,
    }
  }
}
