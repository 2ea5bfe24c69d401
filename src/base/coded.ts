import { type Check, type Checks, object, oneOf } from './options.js';

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

/** Checks a record that was stored: one of the codes, with exactly the values of that code. */
export function coded<Values extends object>(
  checks: {
    readonly [Code in keyof Values]: Checks<Values[Code]>;
  },
): Check<Coded<Values>> {
  const codeOf = object({ code: oneOf(...Object.keys(checks)), values: (values: unknown) => values });
  return (value, name) => {
    const { code, values } = codeOf(value, name);
    const known = checks[code as keyof Values];
    // The values were checked as those of this code.
    return { code, values: object(known as Checks<object>)(values, `${name}.values`) } as Coded<Values>;
  };
}
