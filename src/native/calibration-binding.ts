/** A calibration as src/model/calibration/calibration.ts describes it. */
export type NativeCalibration =
  | { readonly method: 'none' }
  | { readonly method: 'platt'; readonly slope: number; readonly intercept: number }
  | { readonly method: 'beta'; readonly a: number; readonly b: number; readonly c: number }
  | {
      readonly method: 'isotonic';
      readonly x: readonly number[];
      readonly y: readonly number[];
      readonly low: number;
      readonly high: number;
    };

/** native/addon/bindings/calibration_binding.cpp. Codes: BAD_INPUT. */
export interface CalibrationBinding {
  /** Replaces each probability by the calibrated one, on this thread. */
  calibrationApply(calibration: NativeCalibration, probabilities: Float64Array): void;
}
