import { code, type Document, type Inline } from '../document.js';
import type { ReportOrigin } from '../records.js';
import type { Texts } from '../texts/index.js';

/** Letters of a digest in the head: enough to tell any two models apart. */
const digestLetters = 12;

type Fact = Document['facts'][number];

/** Where and when the report was made, as far as it is known. */
export function originFacts(origin: ReportOrigin, texts: Texts): Fact[] {
  const t = texts.origin;
  const { createdAt, version, config, modelDigest, dataFrom, dataTo } = origin;
  const period = dataFrom && dataTo ? t.period(dataFrom, dataTo) : (dataFrom ?? dataTo);
  const found: readonly (readonly [string, Inline | null | undefined])[] = [
    [t.createdAt, createdAt ? t.utc(createdAt.slice(0, 16).replace('T', ' ')) : null],
    [t.data, period],
    [t.config, config && code(config)],
    [t.model, modelDigest && code(modelDigest.slice(0, digestLetters))],
    [t.version, version],
  ];
  return found.flatMap(([name, value]) => (value ? [[name, value] as const] : []));
}

/** What every page says. */
export function pageWords(texts: Texts): Document['words'] {
  return { ...texts.page, colon: texts.colon };
}
