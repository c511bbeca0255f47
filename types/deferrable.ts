/** When constraints are checked, under v6's type names. The values are those of `Deferrable`. */
import type { Deferrable, DeferrableInstance } from '../lib/engine/deferrable.js'

/** A member of `Deferrable`, bare or called. */
export type AbstractDeferrableStatic =
  | InitiallyDeferredDeferrableStatic
  | InitiallyImmediateDeferrableStatic
  | NotDeferrableStatic
  | SetDeferredDeferrableStatic
  | SetImmediateDeferrableStatic

/** `Deferrable.INITIALLY_DEFERRED` */
export type InitiallyDeferredDeferrableStatic = (typeof Deferrable)['INITIALLY_DEFERRED']
/** `Deferrable.INITIALLY_IMMEDIATE` */
export type InitiallyImmediateDeferrableStatic = (typeof Deferrable)['INITIALLY_IMMEDIATE']
/** `Deferrable.NOT` */
export type NotDeferrableStatic = (typeof Deferrable)['NOT']
/** `Deferrable.SET_DEFERRED` */
export type SetDeferredDeferrableStatic = (typeof Deferrable)['SET_DEFERRED']
/** `Deferrable.SET_IMMEDIATE` */
export type SetImmediateDeferrableStatic = (typeof Deferrable)['SET_IMMEDIATE']

/** Checked when the transaction ends, unless it says otherwise. */
export type InitiallyDeferredDeferrable = InstanceType<InitiallyDeferredDeferrableStatic>
/** Checked after each statement, unless the transaction says otherwise. */
export type InitiallyImmediateDeferrable = InstanceType<InitiallyImmediateDeferrableStatic>
/** Checked after each statement, always. */
export type NotDeferrable = InstanceType<NotDeferrableStatic>
/** Makes constraints wait for the end of this transaction. */
export type SetDeferredDeferrable = InstanceType<SetDeferredDeferrableStatic>
/** Has constraints checked after each statement of this transaction. */
export type SetImmediateDeferrable = InstanceType<SetImmediateDeferrableStatic>

/** The `deferrable` option: a member of `Deferrable`, bare, called, or made with `new`. */
export type DeferrableOption = DeferrableInstance | AbstractDeferrableStatic
