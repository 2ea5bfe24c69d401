import type { StopHandle } from './binding.js';

/** native/addon/bindings/stop_binding.cpp */
export interface StopBinding {
  /** A token that is not stopped. */
  stopNew(): StopHandle;
  /** Work that was given the token ends with ABORTED, soon. */
  stopRequest(token: StopHandle): void;
}
