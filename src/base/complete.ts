/** `T` with every option given: what a function works with once the defaults stand in. */
export type Complete<T> = { readonly [K in keyof T]-?: Exclude<T[K], undefined> };
