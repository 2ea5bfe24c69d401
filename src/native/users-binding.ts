declare const usersTag: unique symbol;

/** A mapped file of features by user. Made and read only by the addon. */
export interface UsersHandle {
  readonly [usersTag]: true;
}

/** Files of features by user: native/core/user_table. */
export interface UsersBinding {
  /**
   * Writes a file that does not exist yet.
   * @param keys the ids in UTF-8, one behind another
   * @param offsets where each begins, and the end: one more than there are rows
   * @param columns one a feature, as long as there are rows; NaN = missing
   * @param description what the file says about itself
   * @throws BAD_INPUT for an id that comes twice or is empty; IO
   */
  usersWrite(
    path: string,
    keys: Uint8Array,
    offsets: Float64Array,
    columns: readonly Float64Array[],
    description: string,
  ): Promise<void>;
  /** Maps a file and checks all of it. @throws BAD_MODEL for a damaged or foreign one */
  usersOpen(path: string): Promise<UsersHandle>;
  usersInfo(users: UsersHandle): {
    readonly rows: number;
    readonly features: number;
    readonly description: string;
  };
  /**
   * A function that puts the row of a user into `values`, and says whether there is one.
   * @param values in a SharedArrayBuffer
   * @param places for each feature of the file its place in `values`; -1 = left out
   * @throws CLOSED, from the function, after usersClose; IO once the file was written or cut in place
   */
  usersReader(users: UsersHandle, values: Float64Array, places: Int32Array): (id: string) => boolean;
  /** Whether the file was written or cut in place since it was opened. */
  usersChanged(users: UsersHandle): boolean;
  usersClose(users: UsersHandle): void;
}
