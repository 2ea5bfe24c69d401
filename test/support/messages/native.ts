// The English of every message that native code can give an error, with a hole for each value.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { root } from '../code-blocks.js';
import type { CollectedMessage } from './collect.js';

/** Functions that take a message: which argument it is, and what stands around it. The last that fits a file counts. */
const takers: readonly {
  readonly name: string;
  readonly in?: RegExp;
  readonly message: (given: readonly string[]) => string;
}[] = [
  { name: 'Error', message: ([, text = '']) => text },
  { name: 'Require', message: ([, text = '']) => text },
  { name: 'BadLine', message: ([, text = '']) => `line {}: ${text}` },
  { name: 'BadByte', message: ([, text = '']) => `byte {}: ${text}` },
  { name: 'Bad', in: /forest\/import\//, message: ([text = '']) => `{}: ${text}` },
  { name: 'BadFile', message: ([text = '']) => `forest file: ${text}` },
  { name: 'Check', in: /lightgbm/, message: ([, , text = '']) => `${text}: LightGBM says: {}` },
  {
    name: 'Refuse',
    in: /dataset\.cpp$/,
    message: ([what, , , text]) => `${what} {}, row {}: ${text}, got {}`,
  },
  { name: 'Refuse', in: /score_query\.cpp$/, message: ([text = '']) => text },
  { name: 'Fail', in: /bootstrap_sample\.cpp$/, message: ([, text = '']) => `row {}${text}` },
  { name: 'Fail', in: /moments_buffered\.cpp$/, message: ([, , text = '']) => `column "{}", row {} ${text}` },
  { name: 'Expect', in: /check_packed\.cpp$/, message: ([, text = '']) => `forest file: ${text}` },
  {
    name: 'Expect',
    in: /check_forest\.cpp$/,
    message: ([, part = '', at, what]) => (at === undefined ? part : `tree {}: ${part}{}: ${what}`),
  },
];

const literal = /"((?:[^"\\]|\\.)*)"/g;
/** What stands between two literals and adds nothing to the text. */
const glue = /std::string(?:_view)?|\bappend\b|\bc_str\b|[^\w]+/g;

/** CONDITION ? "a" : b, which is known only when the program runs. */
const choice = /[^"?]*\?\s*(?:std::string\()?"(?:[^"\\]|\\.)*"\)?\s*:\s*(?:"(?:[^"\\]|\\.)*"|[^",]*)/g;

/** The text of a C++ expression: its literals, with a hole where anything else stands between them. */
function textOf(expression: string): string {
  const pieces = expression.replaceAll(/\s+/g, ' ').replaceAll(choice, ' + chosen').split(literal);
  return pieces
    .map((piece, i) => {
      if (i % 2 === 1) return piece.replaceAll('\\"', '"');
      return piece.replaceAll(glue, '') === '' ? '' : '{}';
    })
    .join('');
}

/** The arguments of a call whose opening bracket is at `open`. */
function argumentsAt(code: string, open: number): readonly string[] {
  const given: string[] = [];
  let [depth, from] = [0, open + 1];
  for (let at = open; at < code.length; at++) {
    const one = code[at]!;
    if (one === '"') at = code.indexOf('"', /(?:[^"\\]|\\.)*/y.exec(code.slice(at + 1))![0].length + at + 1);
    if (/[([{]/.test(one)) depth++;
    if (/[)\]}]/.test(one)) depth--;
    if ((depth === 1 && one === ',') || depth === 0) {
      given.push(code.slice(from, at).trim());
      from = at + 1;
    }
    if (depth === 0) break;
  }
  return given;
}

function messagesOf(file: string, code: string): readonly string[] {
  return takers
    .filter((taker) => taker.in === undefined || taker.in.test(file))
    .flatMap(({ name, message }) =>
      [...code.matchAll(new RegExp(`\\b${name}\\(`, 'g'))].flatMap(({ index }) => {
        const given = argumentsAt(code, index + name.length);
        if (!given.some((one) => one.includes('"'))) return [];
        return [message(given.map(textOf))];
      }),
    );
}

/** Every message of native code that has words of its own. */
export function nativeMessages(): readonly CollectedMessage[] {
  const folder = path.join(root, 'native');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(?:cpp|h)$/.test(file) && !file.startsWith('test'))
    .flatMap((file) => {
      const code = readFileSync(path.join(folder, file), 'utf8').replaceAll(/\/\/.*$/gm, '');
      return messagesOf(file, code).map((text) => ({ text, file: `native/${file}` }));
    })
    .filter(({ text }) => /[a-z]{3}/.test(text));
}
