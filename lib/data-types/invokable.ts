/** Makes a class callable without `new`, as every data type is. */

// A constructor's arguments differ from class to class: only `any` admits all of them.
type AnyClass = abstract new (...args: any) => object

/** The JavaScript types that a data type class carries for inference; there at compile time only. */
type Phantoms<TInstance> = TInstance extends {
  readonly _value?: infer V
  readonly _input?: infer I
}
  ? { readonly _value?: V; readonly _input?: I }
  : unknown

/** A class that can also be called as a function: `STRING(10)` is `new STRING(10)`. */
export type Invokable<TClass extends AnyClass> = TClass &
  ((...args: ConstructorParameters<TClass>) => InstanceType<TClass>) &
  Phantoms<InstanceType<TClass>>

const callable: ProxyHandler<AnyClass> = {
  apply: (target, _this, args) => Reflect.construct(target as new () => object, args) as object,
}

/**
 * The same class, callable with and without `new`. `instanceof`, `extends` and static members work
 * as on the class itself; a static member that is set reaches the class.
 *
 * ```ts
 * DataTypes.MONEY = classToInvokable(MONEY)
 * ```
 */
export function classToInvokable<TClass extends AnyClass>(Class: TClass): Invokable<TClass> {
  // A proxy has the type of its target; that this one can be called, no type says.
  return new Proxy(Class, callable) as Invokable<TClass>
}
