declare const lockTag: unique symbol;
/** A file lock that is held. The system ends it with the process. */
export interface LockHandle {
  readonly [lockTag]: true;
}

/** native/addon/bindings/files_binding.cpp. Codes: BAD_INPUT, IO. */
export interface FilesBinding {
  /** Exchanges two paths in one step. False where the file system cannot: both stay as they were. */
  filesExchange(first: string, second: string): boolean;
  /** Locks `path`, made where it is missing. Null where another holder lives, in this process or another. */
  filesLock(path: string): LockHandle | null;
  /** Ends the lock and removes its file. Twice is fine. */
  filesUnlock(lock: LockHandle): void;
}
