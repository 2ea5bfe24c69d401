import type { Coded } from '../../base/coded.js';
import type { Bilingual } from '../../report/bilingual.js';
import { inBoth } from '../../report/bilingual.js';
import type { ExplainValues } from '../../report/texts/explain-values.js';
import { told } from '../../report/texts/sentences.js';

/** The record that a sentence rests on, and how to look again. */
export interface ExplainSource {
  /** File of the record, or the place of a state with the kind of record. */
  readonly record: string;
  /** Row of the file from 1, or the key of the record; null where the whole record is meant. */
  readonly key: string | number | null;
  /** SHA-256 of the model, plan or file; null for records of a state. */
  readonly digest: string | null;
  /** The command that computes it again. */
  readonly command: string;
}

/** One sentence of an explanation: its code and values, its words, and what it rests on. */
export type Statement = Coded<ExplainValues> & {
  /** In both languages. */
  readonly text: Bilingual;
  /** The record, and the command that computes it again. */
  readonly source: ExplainSource;
};

/** What `winback explain` says of a user, plan, experiment or alarm. */
export interface Explanation {
  /** What is explained. */
  readonly subject: {
    /** Which kind of thing. */
    readonly kind: 'user' | 'plan' | 'experiment' | 'alert';
    /** Its id, folder, name or fingerprint. */
    readonly id: string;
  };
  /** The sentences, the most important first. */
  readonly statements: readonly Statement[];
}

/** A statement of a code and its values. */
export function statement<Code extends keyof ExplainValues>(
  code: Code,
  values: ExplainValues[Code],
  source: ExplainSource,
): Statement {
  // Code and values belong together: the signature says so.
  const coded = { code, values } as unknown as Coded<ExplainValues>;
  const text = inBoth((said, { sentences }) => told(sentences.explain, said as never), coded);
  return { ...coded, text, source };
}
