/**
 * A bounded cache for hot look-ups: two generations instead of a list in order of use. A hit in the
 * young generation, the usual case, writes nothing.
 */
export class BoundedCache<V> {
  readonly #generationSize: number
  readonly #onEvict: ((value: V) => void) | undefined
  #young = new Map<string, V>()
  #old = new Map<string, V>()

  /**
   * @param limit most entries
   * @param onEvict told of each entry that is dropped to make room
   */
  constructor(limit: number, onEvict?: (value: V) => void) {
    this.#generationSize = Math.max(1, limit >> 1)
    this.#onEvict = onEvict
  }

  get size(): number {
    return this.#young.size + this.#old.size
  }

  get(key: string): V | undefined {
    const young = this.#young.get(key)
    if (young !== undefined) return young
    const old = this.#old.get(key)
    if (old === undefined) return undefined
    this.#old.delete(key)
    this.#add(key, old)
    return old
  }

  /** Adds an entry whose key is not there yet. */
  set(key: string, value: V): void {
    this.#add(key, value)
  }

  /** Forgets an entry without telling `onEvict`. */
  delete(key: string): void {
    if (!this.#young.delete(key)) this.#old.delete(key)
  }

  /** Takes all entries out, without telling `onEvict`. */
  drain(): V[] {
    const values = [...this.#young.values(), ...this.#old.values()]
    this.#young = new Map()
    this.#old = new Map()
    return values
  }

  #add(key: string, value: V): void {
    if (this.#young.size >= this.#generationSize) {
      const evicted = this.#old
      this.#old = this.#young
      this.#young = new Map()
      if (this.#onEvict !== undefined) for (const each of evicted.values()) this.#onEvict(each)
    }
    this.#young.set(key, value)
  }
}
