/** What is known of an object without its content. */
export interface ObjectFacts {
  readonly key: string;
  readonly bytes: number;
  /** Time of the last change, ISO 8601 in UTC, by the clock of the store. */
  readonly modified: string;
  /** Changes whenever the content does. */
  readonly tag: string;
}

/** What may end a call early. */
export interface CallOptions {
  /** Stops the call, which then rejects with `ABORTED`. */
  readonly signal?: AbortSignal | undefined;
}

/** How an object is written. */
export interface PutOptions extends CallOptions {
  /** Write only where nothing has this key. @default false: what is there is replaced */
  readonly createOnly?: boolean | undefined;
}

/** Which keys are listed. */
export interface ListOptions extends CallOptions {
  /** Only keys that come after this one in the order of their bytes. @default all */
  readonly startAfter?: string | undefined;
}

/** What is written: bytes, or the content of a file. */
export type ObjectBody = Uint8Array | { readonly file: string };

/**
 * Objects under keys: those of a bucket, or the files of a folder. An object is written whole or not at all, and a list is
 * whole or rejects.
 */
export interface ObjectStore {
  /** `s3://bucket` or the path of the folder, for messages. */
  readonly place: string;
  /** The content; null where nothing has this key. */
  get(key: string, options?: CallOptions): Promise<Uint8Array | null>;
  /** @returns whether it was written: with `createOnly`, `false` where something else has this key already */
  put(key: string, body: ObjectBody, options?: PutOptions): Promise<boolean>;
  /** Null where nothing has this key. */
  head(key: string, options?: CallOptions): Promise<ObjectFacts | null>;
  /** What has a key that begins with `prefix`, in the order of the bytes of the keys. */
  list(prefix: string, options?: ListOptions): AsyncGenerator<ObjectFacts>;
  /** Nothing happens where nothing has this key. */
  delete(key: string, options?: CallOptions): Promise<void>;
  /**
   * The content piece by piece, each once and in order.
   * @throws WinbackError NOT_FOUND where nothing has this key, IO where the content is not what was stored
   */
  download(key: string, options?: CallOptions): AsyncGenerator<Uint8Array>;
}
