import { readFile } from 'node:fs/promises';

import { WinbackError } from '../../base/errors.js';
import { requireInputFile } from '../../base/input-file.js';
import { type Check, finite, flag, integer, listOf, optional, shown, text } from '../../base/options.js';
import { type PlanFile, planFormat } from '../plan-file.js';

/**
 * The plan in `file`, every field that the verifier reads being there and of its kind; whether the values are right is the
 * verifier's question. @throws WinbackError NOT_FOUND, BAD_INPUT naming file and field
 */
export async function readPlanFile(file: string): Promise<PlanFile> {
  await requireInputFile(file);
  const content = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new WinbackError('NOT_FOUND', `cannot read ${file}: ${(cause as Error).message}`, { cause });
  });
  const parsed = parse(file, content);
  if ((parsed as { format?: unknown } | null)?.format !== planFormat)
    throw new WinbackError('BAD_INPUT', `${file} is not a plan of this version`);
  try {
    planFields(parsed, '');
  } catch (cause) {
    throw new WinbackError('BAD_INPUT', `${file}: ${(cause as Error).message}`, { cause });
  }
  return parsed as PlanFile;
}

function parse(file: string, content: string): unknown {
  try {
    return JSON.parse(content);
  } catch (cause) {
    throw new WinbackError('BAD_INPUT', `${file} is not JSON: ${(cause as Error).message}`, { cause });
  }
}

/** The named fields of an object; it may have others, which the digest and the comparison of results cover. */
function fields(checks: Readonly<Record<string, Check<unknown>>>): Check<unknown> {
  return (value, name) => {
    if (value === null || typeof value !== 'object' || Array.isArray(value))
      throw new WinbackError('BAD_INPUT', `${name} must be an object, got ${shown(value)}`);
    for (const [key, check] of Object.entries(checks)) {
      check((value as Record<string, unknown>)[key], name === '' ? key : `${name}.${key}`);
    }
    return value;
  };
}

const wholeText: Check<string> = (value, name) => {
  if (typeof value === 'string' && /^-?\d{1,40}$/.test(value)) return value;
  throw new WinbackError('BAD_INPUT', `${name} must be a whole number as text, got ${shown(value)}`);
};

// A name that leaves the folder would make the verifier read any file.
const fileName: Check<string> = (value, name) => {
  const given = text(value, name);
  if (!/[/\\]/.test(given) && given !== '..') return given;
  throw new WinbackError('BAD_INPUT', `${name} must be a plain file name, got ${shown(given)}`);
};

const entry = fields({ name: fileName, bytes: integer(0), sha256: text });

const planFields = fields({
  policy: text,
  options: fields({}),
  fallbackRevenue: finite,
  source: optional(entry, null),
  hashedIds: flag,
  files: listOf(entry),
  digest: text,
  frontier: listOf(fields({})),
  certificate: fields({
    spentFen: wholeText,
    profitMicro: wholeText,
    dualBoundMicro: wholeText,
    upperBoundMicro: wholeText,
    prices: listOf(fields({ numerator: wholeText, denominator: wholeText })),
    method: text,
    coreUsers: integer(0),
    coreStates: integer(0),
  }),
});
