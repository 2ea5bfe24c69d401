import { WinbackError } from '../../base/errors.js';
import type { BucketClient } from './attempts.js';
import type { ListOptions, ObjectFacts } from './store.js';
import { elements, elementText } from './xml.js';

/** One page of a list. */
export interface ListPage {
  readonly objects: readonly ObjectFacts[];
  /** What the next page is asked with; null for the last page. */
  readonly next: string | null;
}

/** The objects of a bucket whose keys begin with `prefix`, page by page. @throws WinbackError */
export async function* listObjects(
  client: BucketClient,
  prefix: string,
  { startAfter, signal }: ListOptions,
): AsyncGenerator<ObjectFacts> {
  let next: string | null = null;
  do {
    const query: Record<string, string> = {
      // Keys may hold signs that XML has no place for.
      ...{ 'list-type': '2', 'encoding-type': 'url', prefix },
      ...(startAfter === undefined || next !== null ? {} : { 'start-after': startAfter }),
      ...(next === null ? {} : { 'continuation-token': next }),
    };
    const page: ListPage = listPage(await answerTo(client, query, signal), client.endpoint.place);
    if (page.next !== null && page.next === next) throw cut(client.endpoint.place);
    next = page.next;
    yield* page.objects;
  } while (next !== null);
}

async function answerTo(
  client: BucketClient,
  query: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<string> {
  try {
    return (await client.ask({ method: 'GET', key: '', query }, signal)).text;
  } catch (error) {
    throw client.error(error, '');
  }
}

const cut = (place: string): WinbackError =>
  new WinbackError('IO', `${place}: the list of its objects is not whole: run it again`);

/** What an answer to ListObjectsV2 holds. @throws WinbackError IO for one that does not say whether it is the last */
export function listPage(xml: string, place: string): ListPage {
  const [inner] = elements(xml, 'ListBucketResult');
  const truncated = inner === undefined ? undefined : elementText(inner, 'IsTruncated');
  if (inner === undefined || (truncated !== 'true' && truncated !== 'false')) throw cut(place);
  const isUrl = elementText(inner, 'EncodingType') === 'url';
  const objects = elements(inner, 'Contents').map((entry) => objectOf(entry, isUrl, place));
  if (truncated === 'false') return { objects, next: null };
  const next = elementText(inner, 'NextContinuationToken');
  if (next === undefined || next === '') throw cut(place);
  return { objects, next };
}

function objectOf(entry: string, isUrl: boolean, place: string): ObjectFacts {
  const key = elementText(entry, 'Key');
  const bytes = Number(elementText(entry, 'Size') ?? Number.NaN);
  if (key === undefined || !Number.isSafeInteger(bytes)) throw cut(place);
  return {
    key: isUrl ? decodeURIComponent(key.replaceAll('+', ' ')) : key,
    bytes,
    modified: elementText(entry, 'LastModified') ?? '',
    tag: plainTag(elementText(entry, 'ETag')),
  };
}

/** A tag without its quotation marks. */
export const plainTag = (tag: string | undefined): string => (tag ?? '').replaceAll('"', '');
