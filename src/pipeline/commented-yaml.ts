import type { Document as YamlDocument } from 'yaml';

/** A configuration as a file for people. */
export interface CommentedConfig {
  /** What the file holds; undefined values are left out. */
  readonly config: object;
  /** Comments by the path of the key they stand above, made by `keyPath`. */
  readonly comments?: ReadonlyMap<string, string> | undefined;
  /** Lines above everything. */
  readonly head: readonly string[];
  /** Lines below everything. */
  readonly foot?: readonly string[] | undefined;
}

/** A configuration as YAML with comments. */
export async function commentedYaml({ config, comments, head, foot = [] }: CommentedConfig): Promise<string> {
  const { Document, isMap, isScalar } = await import('yaml');
  const document: YamlDocument = new Document(config, { keepUndefined: false, aliasDuplicateObjects: false });
  for (const [path, comment] of comments ?? []) {
    const keys = path.split('\0');
    const parent = keys.length === 1 ? document.contents : document.getIn(keys.slice(0, -1), true);
    if (!isMap(parent)) continue;
    const pair = parent.items.find(({ key }) => isScalar(key) && key.value === keys.at(-1));
    if (pair !== undefined && isScalar(pair.key)) pair.key.commentBefore = lines(comment);
  }
  const body = document.toString({ lineWidth: 120, flowCollectionPadding: false });
  const top = head.map((line) => `#${lines(line)}\n`).join('');
  const bottom = foot.map((line) => `#${lines(line)}\n`).join('');
  return `${top}${body}${bottom === '' ? '' : `\n${bottom}`}`;
}

/** The path of a key, for the comments: keys may hold dots. */
export const keyPath = (...keys: readonly string[]): string => keys.join('\0');

// A value of the user's file must not end the comment.
function lines(text: string): string {
  return ` ${text.replaceAll(/[\r\n\u0085\u2028\u2029]+/g, ' ')}`;
}
