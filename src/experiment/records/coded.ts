/**
 * What an engine has to say: a code, and the values that belong to that code. The sentences stand in report/texts, one
 * per code and language. `Values` maps each code to the type of its values.
 */
export type Coded<Values, Code extends keyof Values = keyof Values> = {
  [C in Code]: {
    /** Which sentence it is. */
    readonly code: C;
    /** What the sentence names. */
    readonly values: Values[C];
  };
}[Code];

/** The values of a code that says everything by itself. */
export type NoValues = Readonly<Record<string, never>>;
