// Broken and hostile variants of a valid model text: by hand for every field, and by seeded mutation.
import { generator } from './forest-models.js';

type Edit = readonly [name: string, from: RegExp, to: string];

const header: readonly Edit[] = [
  ['no magic', /^tree\n/, ''],
  ['another magic', /^tree\n/, 'treee\n'],
  ['version v1', /version=v4/, 'version=v1'],
  ['version v5', /version=v4/, 'version=v5'],
  ['no version', /version=v4\n/, ''],
  ['a field twice', /version=v4\n/, 'version=v4\nversion=v4\n'],
  ['an unknown field', /version=v4\n/, 'version=v4\ncolour=red\n'],
  ['carriage returns', /version=v4\n/, 'version=v4\r\n'],
  ['two trees an iteration, one class', /num_tree_per_iteration=1/, 'num_tree_per_iteration=2'],
  ['an unknown objective', /objective=binary/, 'objective=bynary'],
  ['no objective words', /objective=[^\n]*/, 'objective='],
  ['sigmoid of 0', /sigmoid:1/, 'sigmoid:0'],
  ['sigmoid below 0', /sigmoid:1/, 'sigmoid:-1'],
  ['sigmoid in words', /sigmoid:1/, 'sigmoid:one'],
  ['sigmoid infinite', /sigmoid:1/, 'sigmoid:inf'],
  ['sigmoid too long', /sigmoid:1/, 'sigmoid:1.00000000000000000001'],
  ['a multiclass objective of one class', /objective=[^\n]*/, 'objective=multiclass num_class:3'],
  ['a name twice', /feature_names=a b/, 'feature_names=a a'],
  ['a name too many', /feature_names=a b/, 'feature_names=a z b'],
  ['a name too few', /feature_names=a b/, 'feature_names=b'],
  ['an info too few', /feature_infos=\S+ /, 'feature_infos='],
  ['a carriage return in a name', /feature_names=a/, 'feature_names=a\r'],
  ['a carriage return in a list', /left_child=(\S+) /, 'left_child=$1\r'],
  ['a size too many', /tree_sizes=/, 'tree_sizes=400 '],
  ['a size too few', /tree_sizes=\d+ /, 'tree_sizes='],
  ['sizes swapped', /tree_sizes=(\d+) (\d+)/, 'tree_sizes=$2 $1'],
  ['a negative size', /tree_sizes=/, 'tree_sizes=-'],
  ['a missing tree', /Tree=1\n[\s\S]*?\n\n\n/, ''],
  ['trees out of order', /Tree=1\n/, 'Tree=2\n'],
  ['no end', /end of trees[\s\S]*/, ''],
  ['only a header', /Tree=0[\s\S]*/, ''],
];

const counts = [
  'num_class',
  'num_tree_per_iteration',
  'label_index',
  'max_feature_idx',
  'num_leaves',
  'num_cat',
];
const badCounts = ['', '-1', '0.5', '1e3', 'x', '99999999999999999999', '2147483647', '1 1', '+3', '0x2'];
const lists = [
  ...['split_feature', 'split_gain', 'threshold', 'decision_type', 'left_child', 'right_child', 'leaf_value'],
  ...['leaf_weight', 'leaf_count', 'internal_value', 'internal_weight', 'internal_count'],
];
const badLists: readonly (readonly [name: string, change: (list: string) => string])[] = [
  ['empty', () => ''],
  ['one short', (list) => list.slice(0, list.lastIndexOf(' '))],
  ['one more', (list) => `${list} 0`],
  ['a word', (list) => list.replace(/^\S+/, 'zero')],
  ['a hexadecimal number', (list) => list.replace(/^\S+/, '0x1p3')],
  ['commas', (list) => list.replaceAll(' ', ',')],
  ['a huge number', (list) => list.replace(/^\S+/, '1e999')],
  ['a tab', (list) => list.replace(' ', '\t')],
  ['a zero byte', (list) => list.replace(' ', '\0')],
];
const nodes: readonly Edit[] = [
  ['a feature too high', /(split_feature=)\d+/, '$199'],
  ['a feature below 0', /(split_feature=)\d+/, '$1-1'],
  ['a threshold that is no number', /(threshold=)\S+/, '$1nan'],
  ['a leaf that is no number', /(leaf_value=)\S+/, '$1nan'],
  ['an infinite leaf', /(leaf_value=)\S+/, '$1inf'],
  ['the root as a child', /(left_child=)\S+/, '$10'],
  ['a child twice', /(left_child=)(\S+) \S+/, '$1$2 $2'],
  ['a child too high', /(left_child=)\S+/, '$19999'],
  ['a leaf too low', /(left_child=)\S+/, '$1-9999'],
  ['a child beyond 32 bits', /(right_child=)\S+/, '$14294967297'],
  ['a missing kind of 3', /(decision_type=)\S+/, '$112'],
  ['a negative decision', /(decision_type=)\S+/, '$1-2'],
  ['a negative count', /(leaf_count=)\S+/, '$1-5'],
  ['a category set that is not there', /(num_cat=)\d+/, '$10'],
  ['bounds that fall', /(cat_boundaries=)0 (\d+)/, '$15 $2'],
  ['bounds from 1', /(cat_boundaries=)0/, '$11'],
  ['bounds beyond the words', /(cat_boundaries=[^\n]*) \d+\n/, '$1 77777\n'],
  ['a category word beyond 32 bits', /(cat_threshold=)\d+/, '$14294967296'],
  ['a negative category word', /(cat_threshold=)\d+/, '$1-1'],
  ['linear fields without linear', /is_linear=0/, 'is_linear=0\nleaf_const=0'],
  ['linear without its fields', /is_linear=0/, 'is_linear=1'],
  ['is_linear of 2', /is_linear=0/, 'is_linear=2'],
  ['a tree field twice', /(shrinkage=[^\n]*)/, '$1\n$1'],
  ['an unknown tree field', /(shrinkage=)/, 'shrinkaje=1\n$1'],
];

/** Texts that differ from `good` in one named way and must all be refused. */
export function brokenModels(good: string): readonly (readonly [name: string, text: string])[] {
  const edits = [...header, ...nodes].map(([name, from, to]) => [name, good.replace(from, to)] as const);
  const badNumbers = counts.flatMap((key) =>
    badCounts.map(
      (value) => [`${key}=${value}`, good.replace(new RegExp(`${key}=\\S+`), `${key}=${value}`)] as const,
    ),
  );
  const badArrays = lists.flatMap((key) =>
    badLists.map(([name, change]) => {
      const line = new RegExp(`^${key}=(.*)$`, 'm');
      return [`${key}: ${name}`, good.replace(line, (_, list: string) => `${key}=${change(list)}`)] as const;
    }),
  );
  const without = lists.map(
    (key) => [`no ${key}`, good.replace(new RegExp(`^${key}=.*\n`, 'm'), '')] as const,
  );
  const cuts = Array.from({ length: 25 }, (_, i) => {
    const end = Math.floor((good.indexOf('end of trees') * i) / 25);
    return [`cut after ${end} bytes`, good.slice(0, end)] as const;
  });
  return [...edits, ...badNumbers, ...badArrays, ...without, ...cuts];
}

/** The same model in the other forms that LightGBM writes or reads: all mean what `good` means. */
export function otherForms(good: string): readonly (readonly [name: string, text: string])[] {
  const unsized = good.replace(/tree_sizes=[^\n]*\n/, '');
  return [
    ['without tree sizes', unsized],
    ['with CR LF line ends', good.replaceAll('\n', '\r\n')],
    ['with CR LF line ends, without sizes', unsized.replaceAll('\n', '\r\n')],
    ['without a last line end', good.trimEnd()],
    ['with another tail', `${good}\nhello\npandas_categorical:null`],
    ['version 3', good.replace('version=v4', 'version=v3')],
    ['version 2', version2(good)],
  ];
}

/** As LightGBM 2.2 writes it: no weights. The sizes of the trees are left out, they would be others. */
export function version2(good: string): string {
  return good
    .replace('version=v4', 'version=v2')
    .replace(/tree_sizes=[^\n]*\n/, '')
    .replaceAll(/^(leaf_weight|internal_weight)=[^\n]*\n/gm, '');
}

/** Edits of the other forms that must be refused. */
export function brokenForms(good: string): readonly (readonly [name: string, text: string])[] {
  const unsized = good.replace(/tree_sizes=[^\n]*\n/, '');
  const old = version2(good);
  return [
    ['one line with LF among CR LF', good.replaceAll('\n', '\r\n').replace('\r\n\r\n', '\r\n\n')],
    ['one line with CR LF', good.replace('\n\n', '\r\n\n')],
    ['CR alone', good.replaceAll('\n', '\r')],
    ['unsized: a missing tree', unsized.replace(/Tree=1\n[\s\S]*?\n\n\n/, '')],
    ['unsized: no end', unsized.replace(/end of trees[\s\S]*/, '')],
    ['unsized: a tree cut', unsized.replace(/(Tree=1\n[\s\S]*?)leaf_value=[\s\S]*?(\n\n\n)/, '$1$2')],
    ['unsized: an empty tree', unsized.replace(/Tree=1\n[\s\S]*?\n\n\n/, 'Tree=1\n\n\n')],
    ['version 4 without weights', good.replaceAll(/^leaf_weight=[^\n]*\n/gm, '')],
    ['version 2: weights of another length', old.replace(/^(leaf_count=)/m, 'leaf_weight=1\n$1')],
    ['version 2 without counts', old.replace(/^leaf_count=[^\n]*\n/m, '')],
    ['version 2: an empty count in a tree with splits', old.replace(/^leaf_count=[^\n]*$/m, 'leaf_count=')],
    ['version 2: a child twice', old.replace(/(left_child=)(\S+) \S+/, '$1$2 $2')],
    ['version 2: bounds beyond the words', old.replace(/(cat_boundaries=[^\n]*) \d+\n/, '$1 77777\n')],
  ];
}

/** `count` seeded mutations: bytes flipped, pieces cut, copied, swapped. Some may still be models. */
export function* mutations(good: string, seed: number, count: number): Generator<string> {
  const next = generator(seed);
  const below = (n: number): number => Math.floor(next() * n);
  const alphabet = '0123456789-+.eE= \n\tTnaif_xz\0';
  for (let i = 0; i < count; i++) {
    let text = good;
    for (let edits = 1 + below(4); edits > 0; edits--) {
      const at = below(text.length);
      const length = 1 + below(next() < 0.2 ? 400 : 6);
      const piece = text.slice(at, at + length);
      const letter = alphabet[below(alphabet.length)]!;
      const elsewhere = below(text.length);
      const choice = below(4);
      if (choice === 0) text = text.slice(0, at) + letter + text.slice(at + 1);
      else if (choice === 1) text = text.slice(0, at) + text.slice(at + length);
      else if (choice === 2) text = text.slice(0, elsewhere) + piece + text.slice(elsewhere);
      else text = text.slice(0, at) + letter + text.slice(at);
    }
    yield text;
  }
}
